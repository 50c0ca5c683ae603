-- The group roles, cluster-wide and idempotent; run by the installer before any folder of migrations.
-- tenantry_owner owns everything and can never log in; tenantry_reader has nothing but SELECT on tenant tables, and what a
-- person types runs as it; tenantry_quarantine owns what is put away, and nobody is a member of it; nobody has BYPASSRLS.
do $$
declare
  role text;
begin
  foreach role in array array['tenantry_owner', 'tenantry_support', 'tenantry_ops', 'tenantry_approver',
                              'tenantry_auditor', 'tenantry_app', 'tenantry_worker', 'tenantry_reader',
                              'tenantry_quarantine']
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = role) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls noreplication', role);
    end if;
  end loop;
end
$$;

grant tenantry_support to tenantry_ops;
