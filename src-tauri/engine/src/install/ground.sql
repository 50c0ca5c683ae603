-- Before the migrations, as the installing login. An installer that is not a superuser becomes able to act as the owner
-- for as long as the installation takes (after.sql ends it, whatever came between).
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
-- the owner makes the gate for raw SQL and gives it to the reader; after.sql ends the membership
grant tenantry_reader to tenantry_owner;
create schema if not exists tenantry authorization tenantry_owner;
grant usage, create on schema public to tenantry_owner;
-- nobody plants a table or a function that could stand in for a real one; without the right to say so, the lint does
revoke create on schema public from public;
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;
-- the kit tells a backend from a later one of the same pid by its start, which others' sessions hide
grant pg_read_all_stats to tenantry_owner;
