-- After the migrations, done or failed: the owner has no members again, and is nobody else.
revoke tenantry_reader from tenantry_owner;
do $$
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute format('revoke tenantry_owner from %I', current_user);
  end if;
end
$$;
