-- What is to be dropped next in the schema $1, as a statement; null: it is empty. Never CASCADE: what somebody else hangs
-- on a thing of this schema, at whatever moment, keeps it from going. Tables go by the hundred: over thousands at once a
-- statement would outgrow the server's table of locks.
with inside as (select to_regnamespace(quote_ident($1)) as n)
select coalesce(
  (select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname)
   from pg_constraint k, inside where k.contype = 'f' and k.connamespace = n and k.conparentid = 0 limit 1),
  (select 'drop view ' || string_agg(c.oid::regclass::text, ', ') from pg_class c, inside where c.relnamespace = n and c.relkind = 'v'),
  (select 'drop materialized view ' || string_agg(c.oid::regclass::text, ', ')
   from pg_class c, inside where c.relnamespace = n and c.relkind = 'm'),
  (select 'drop foreign table ' || string_agg(c.oid::regclass::text, ', ')
   from pg_class c, inside where c.relnamespace = n and c.relkind = 'f'),
  (select 'drop table ' || string_agg(t.oid::regclass::text, ', ')
   from (select c.oid from pg_class c, inside where c.relnamespace = n and c.relkind in ('r', 'p') and not c.relispartition
         order by c.oid limit 200) t),
  (select 'drop sequence ' || string_agg(c.oid::regclass::text, ', ') from pg_class c, inside where c.relnamespace = n and c.relkind = 'S'),
  (select 'drop routine ' || string_agg(p.oid::regprocedure::text, ', ') from pg_proc p, inside where p.pronamespace = n),
  (select 'drop type ' || string_agg(t.oid::regtype::text, ', ')
   from pg_type t, inside where t.typnamespace = n and (t.typtype in ('d', 'e', 'r') or (t.typtype = 'c' and exists (
     select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')))))
