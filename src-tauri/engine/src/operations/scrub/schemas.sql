-- Schemas named as a tenant's or as put away, with whose each says it is; $1: only this one.
select n.nspname::text, n.oid::bigint,
       case when said.name ~ '^tenant_[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$'
            then replace(substr(said.name, 8), '_', '-')::uuid end
from pg_catalog.pg_namespace n
cross join lateral (
  -- what was put away has its former name written on it
  select case when n.nspname like 'tenant\_%' then n.nspname::text
              else substring(obj_description(n.oid, 'pg_namespace') from '"schema": ?"(tenant_[0-9a-f_]+)"') end as name) said
where (n.nspname like 'tenant\_%' or n.nspname like 'zz\_q\_%') and ($1::text is null or n.nspname = $1)
order by n.nspname
