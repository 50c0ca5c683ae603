-- The end of what act_as_owner.sql began.
do $$
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute format('revoke tenantry_owner from %I', current_user);
  end if;
end
$$;
