-- Logins named as a tenant's, with whose each says it is; $1: only this one. A superuser is nobody's leftover.
select r.rolname::text, r.oid::bigint,
       case when r.rolname ~ '^tenant_[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$'
            then replace(substr(r.rolname, 8), '_', '-')::uuid end,
       null::uuid
from pg_catalog.pg_roles r
where r.rolname like 'tenant\_%' and not r.rolsuper and ($1::text is null or r.rolname = $1)
order by r.rolname
