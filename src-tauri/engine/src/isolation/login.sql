-- What lifts this login above the policies, the worst first.
, me as (
  select r.* from pg_roles r where r.rolname = session_user
),
mine (role) as (
  select oid from me
  union
  select m.roleid from mine i join pg_auth_members m on m.member = i.role
),
powers (place, power) as (
  select 1, 'is a superuser' from me where rolsuper
  union all
  select 2, 'has BYPASSRLS' from pg_roles r join mine i on i.role = r.oid where r.rolbypassrls
  union all
  select 3, 'has CREATEROLE' from pg_roles r join mine i on i.role = r.oid where r.rolcreaterole
  union all
  select 4, 'is a member of tenantry_owner' from pg_roles r join mine i on i.role = r.oid where r.rolname = 'tenantry_owner'
  union all
  select 5, format('owns %s', t.name) from tenant_tables t join mine i on i.role = t.relowner
  union all
  select 6, format('is a member of %s', r.rolname) from pg_roles r join mine i on i.role = r.oid
  where r.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files')
)
select power from powers order by place, power limit 1
