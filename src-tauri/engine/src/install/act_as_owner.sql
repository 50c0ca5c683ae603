-- A login that is not a superuser (RDS gives none) becomes able to act as the owner, until stop_acting.sql.
do $$
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    return;
  end if;
  -- from 16 on, whoever made a role may grant it but not act as it, unless the grant says so
  if current_setting('server_version_num')::int >= 160000 then
    execute format('grant tenantry_owner to %I with set true, inherit false', current_user);
  else
    execute format('grant tenantry_owner to %I', current_user);
  end if;
end
$$;
