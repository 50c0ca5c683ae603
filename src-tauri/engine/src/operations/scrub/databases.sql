-- Databases named as a tenant's or as put away, with whose each says it is and what it says made it; $1: only this one.
select d.datname::text, d.oid::bigint,
       case when d.datname ~ '^tenant_[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$'
            then replace(substr(d.datname, 8), '_', '-')::uuid end,
       substring(shobj_description(d.oid, 'pg_database')
                 from '"operation": ?"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')::uuid
from pg_catalog.pg_database d
where (d.datname like 'tenant\_%' or d.datname like 'zz\_q\_%') and ($1::text is null or d.datname = $1)
order by d.datname
