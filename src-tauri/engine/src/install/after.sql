-- After the migrations: consoles may read what is installed, and the owner has no members again.
grant usage on schema tenantry_control to tenantry_support, tenantry_approver, tenantry_auditor;
grant select on tenantry_control.migrations to tenantry_support, tenantry_approver, tenantry_auditor;
do $$
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute format('revoke tenantry_owner from %I', current_user);
  end if;
end
$$;
