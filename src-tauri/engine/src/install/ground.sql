-- Before the migrations, as the installing login. An installer that is not a superuser becomes a member of the owner
-- for as long as the installation takes (after.sql ends it).
do $$
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
     and not pg_catalog.pg_has_role(current_user, 'tenantry_owner', 'member') then
    execute format('grant tenantry_owner to %I', current_user);
  end if;
end
$$;
create extension if not exists pg_trgm with schema public;
create schema if not exists tenantry_control authorization tenantry_owner;
create schema if not exists tenantry authorization tenantry_owner;
grant usage, create on schema public to tenantry_owner;
