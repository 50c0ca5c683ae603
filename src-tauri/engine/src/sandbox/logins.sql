-- One login, named by settings, so that no value is built into SQL text by the client.
do $$
declare
  login text := current_setting('tenantry.login');
begin
  if not exists (select from pg_catalog.pg_roles where rolname = login) then
    execute format('create role %I login nosuperuser nocreatedb nocreaterole nobypassrls', login);
  end if;
  execute format('alter role %I password %L', login, current_setting('tenantry.password'));
  execute format('grant %I to %I', current_setting('tenantry.group'), login);
end
$$;
select set_config('tenantry.password', '', false);
