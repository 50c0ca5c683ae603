-- Keys, indexes and foreign keys: led by the tenant column, so that no value of one tenant meets another's.
, keyed as (
  select * from tenant_tables where kind in ('column', 'missing')
),
indexes as (
  select t.oid, t.name, t.kind, i.indexrelid, x.relname as index, i.indisprimary, i.indisunique, c.conname, c.contype,
         c.condeferrable, c.condeferred, i.indnullsnotdistinct, t.tenant_number,
         array_position(k.numbers, t.tenant_number) as tenant_at, k.columns, k.included,
         format('%I.%I', t.nspname, x.relname) as index_name,
         case when c.conname is null then format('index %I.%I', t.nspname, x.relname)
              else format('constraint %I on %s', c.conname, t.name) end as object
  from keyed t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
  join pg_am m on m.oid = x.relam and m.amname = 'btree'
  left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = t.oid and c.contype in ('p', 'u')
  cross join lateral (
    select array_agg(u.number order by u.place) filter (where u.place <= i.indnkeyatts) as numbers,
           string_agg(quote_ident(a.attname), ', ' order by u.place)
             filter (where u.place <= i.indnkeyatts and u.number is distinct from t.tenant_number) as columns,
           string_agg(quote_ident(a.attname), ', ' order by u.place) filter (where u.place > i.indnkeyatts) as included
    from unnest(i.indkey::int2[]) with ordinality u (number, place)
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = u.number) k
  where i.indisvalid and not x.relispartition
    -- what tables without the column refer to stays as it is
    and not exists (select from pg_constraint f join tenant_tables h on h.oid = f.conrelid and h.kind = 'chain'
                    where f.conindid = i.indexrelid and f.contype = 'f')
),
foreign_keys as (
  select f.oid, f.conname, f.conindid, f.conrelid, t.name, r.name as target, t.space <> r.space as crosses,
         k.is_composite, t.kind as ours, r.kind as theirs,
         format('alter table %s drop constraint if exists %I', t.name, f.conname) as off,
         format('alter table %s add constraint %I foreign key (%I, %s) references %s (%I, %s)%s%s%s', t.name, f.conname,
                asked.tenant_column, k.our_columns, r.name, asked.tenant_column, k.their_columns,
                case f.confupdtype when 'r' then ' on update restrict' when 'c' then ' on update cascade' else '' end,
                case f.confdeltype when 'r' then ' on delete restrict' when 'c' then ' on delete cascade'
                  when 'n' then format(' on delete set null (%s)', k.our_columns)
                  when 'd' then format(' on delete set default (%s)', k.our_columns) else '' end,
                case when f.condeferred then ' deferrable initially deferred' when f.condeferrable then ' deferrable' else '' end
               ) as "on",
         -- a unique key that the composite one can refer to, where no rebuilt key becomes one
         case when exists (select from indexes i where i.indexrelid = f.conindid) or k.is_unique then null
              else format('create unique index on %s (%I, %s)', r.name, asked.tenant_column, k.their_columns) end as before
  from pg_constraint f join tenant_tables t on t.oid = f.conrelid join tenant_tables r on r.oid = f.confrelid, asked,
  lateral (
    select string_agg(quote_ident(a.attname), ', ' order by u.place) filter (where u.ours is distinct from t.tenant_number) as our_columns,
           string_agg(quote_ident(b.attname), ', ' order by u.place) filter (where u.theirs is distinct from r.tenant_number) as their_columns,
           coalesce(bool_or(u.ours = t.tenant_number and u.theirs = r.tenant_number), false) as is_composite,
           exists (select from pg_index i where i.indrelid = r.oid and i.indisunique and i.indpred is null
                     and (select array_agg(x order by x) from unnest(i.indkey::int2[]) x)
                       = (select array_agg(x order by x) from unnest(r.tenant_number || f.confkey) x)) as is_unique
    from unnest(f.conkey, f.confkey) with ordinality u (ours, theirs, place)
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.ours
    join pg_attribute b on b.attrelid = f.confrelid and b.attnum = u.theirs) k
  where f.contype = 'f' and f.conparentid = 0
),
rebuilt as (
  -- foreign keys that refer to the key come off before and are composite afterwards
  select i.indexrelid,
         concat_ws('; ', string_agg(f.off, '; ' order by f.oid),
           case when i.conname is not null then
             format('alter table %s drop constraint %I; alter table %s add constraint %I %s %s(%s)%s%s', i.name, i.conname, i.name,
               i.conname, case i.contype when 'p' then 'primary key' else 'unique' end,
               case when i.indnullsnotdistinct then 'nulls not distinct ' else '' end,
               concat_ws(', ', quote_ident(asked.tenant_column), i.columns),
               case when i.included is null then '' else format(' include (%s)', i.included) end,
               case when i.condeferred then ' deferrable initially deferred' when i.condeferrable then ' deferrable' else '' end)
           else format('drop index %s; %s', i.index_name, d.definition) end,
           string_agg(f."on", '; ' order by f.oid) filter (where not f.crosses)) as fix
  from asked, indexes i
  cross join lateral (
    -- what stands before the columns is known to the letter: the tenant column goes in right behind it
    select head.before || quote_ident(asked.tenant_column) || ', '
           || substr(pg_get_indexdef(i.indexrelid), strpos(pg_get_indexdef(i.indexrelid), ' USING btree (' || first.text) + 14) as definition
    from (select pg_get_indexdef(i.indexrelid, 1, false) as text) first,
         (select format('create %sindex %I on %s using btree (', case when i.indisunique then 'unique ' else '' end,
                        i.index, i.name) as before) head) d
  left join foreign_keys f on f.conindid = i.indexrelid
  where i.tenant_at is distinct from 1
  group by i.indexrelid, i.conname, i.name, i.contype, i.indnullsnotdistinct, i.columns, i.included, i.condeferred,
           i.condeferrable, i.index_name, d.definition, asked.tenant_column
)
select 'foreign_key_other_schema' as code, 'error' as level, format('constraint %I on %s', f.conname, f.name) as object,
       format('It refers to %s, in another schema: another tenant''s row, or one that moves away.', f.target) as why,
       f.off as fix, null::text as protect, 1 as turn
from foreign_keys f where f.crosses
union all
select case when i.indisprimary then 'primary_key_without_tenant' else 'unique_without_tenant' end, 'error',
       i.object,
       case when i.tenant_at is null then 'The tenant column is not in it: a value of one tenant collides with another''s, and tells of it.'
            else 'The tenant column does not lead it.' end,
       r.fix, null, 2
from indexes i join rebuilt r on r.indexrelid = i.indexrelid
where i.indisprimary and i.tenant_at is distinct from 1 or i.indisunique and i.tenant_at is null
union all
select 'index_not_led', 'warning', i.object,
       'The tenant column does not lead it: every look passes the rows of all tenants.', r.fix, null, 3
from indexes i join rebuilt r on r.indexrelid = i.indexrelid
where i.tenant_at is distinct from 1 and not i.indisprimary and not (i.indisunique and i.tenant_at is null)
union all
select 'index_missing', 'warning', t.name, 'No index leads with the tenant column: every look reads the whole table.',
       format('create index on %s (%I)', t.name, asked.tenant_column), null, 3
from keyed t, asked
where not t.relispartition and not exists (select from indexes i where i.oid = t.oid)
  and not exists (select from pg_index i where i.indrelid = t.oid and i.indkey[0] = t.tenant_number)
union all
select 'foreign_key_without_tenant', 'error', format('constraint %I on %s', f.conname, f.name),
       format('It refers to %s without the tenant column: to any tenant''s row, and tells whether there is one.', f.target),
       concat_ws('; ', f.before, f.off, f."on"), null, 4
from foreign_keys f where not f.crosses and not f.is_composite and f.ours <> 'chain' and f.theirs <> 'chain'
order by 7, 1, 3
