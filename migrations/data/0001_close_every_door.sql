-- The isolation kit, first part: which tenant a connection is bound to. There is no way to enter a tenant yet, so
-- `current_tenant()` answers null for everybody and the policies of the tenant tables let nothing through.

alter default privileges for role tenantry_owner revoke execute on functions from public;

create unlogged table tenantry.bound_connections (
  pid integer primary key,
  backend_start timestamptz not null,
  tenant_id uuid not null,
  expires timestamptz not null
);

-- The tenant this connection is bound to, or null. Policies call it as `(select tenantry.current_tenant())`, so that it
-- runs once per statement. Restricted, not unsafe: parallel plans stay possible.
create function tenantry.current_tenant() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select b.tenant_id from tenantry.bound_connections b
          where b.pid = pg_backend_pid() and b.expires > clock_timestamp()
            and b.backend_start = (select a.backend_start from pg_catalog.pg_stat_get_activity(pg_backend_pid()) a));
end
$$;

grant usage on schema tenantry to tenantry_app, tenantry_support, tenantry_worker;
grant execute on function tenantry.current_tenant() to tenantry_app, tenantry_support, tenantry_worker;
