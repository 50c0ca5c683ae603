-- The tables of the schema $1 that hold tenants' rows, with the columns that are stored and not computed.
select c.relname::text as name, c.oid::regclass::text as quoted,
       array_agg(quote_ident(a.attname) order by a.attnum) filter (where a.attgenerated = '') as columns
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relkind in ('r', 'p') and not c.relispartition
group by c.oid, c.relname
having bool_or(a.attname = 'tenant_id')
order by c.relname
