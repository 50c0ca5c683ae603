-- The tables of the schema $1 that hold tenants' rows: the columns that are stored and not computed, the order of rows that
-- is the same wherever they lie, and the columns that say when a row was written.
select c.relname::text as name, c.oid::regclass::text as quoted,
       array_agg(quote_ident(a.attname) order by a.attnum) filter (where a.attgenerated = '') as columns,
       coalesce(
         (select array_agg(quote_ident(k.attname) || case when k.attcollation <> 0 then ' collate "C"' else '' end order by p.place)
          from pg_catalog.pg_index i
          cross join unnest(i.indkey) with ordinality p (number, place)
          join pg_catalog.pg_attribute k on k.attrelid = c.oid and k.attnum = p.number
          where i.indrelid = c.oid and i.indisprimary),
         array_agg(quote_ident(a.attname) || '::text collate "C"' order by a.attnum) filter (where a.attgenerated = '')) as ordered,
       coalesce(array_agg(quote_ident(a.attname) order by a.attnum) filter (
         where a.attname in ('created_at', 'updated_at') and a.atttypid = 'timestamptz'::regtype), '{}') as stamps
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relkind in ('r', 'p') and not c.relispartition
group by c.oid, c.relname
having bool_or(a.attname = 'tenant_id')
order by c.relname collate "C"
