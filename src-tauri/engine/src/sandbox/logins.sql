-- The logins, named by settings, so that no value is built into SQL text by the client. One that is complete is left
-- alone: setting a password costs milliseconds, and this runs at every start. Its comment tells by which password it was
-- made; of 32 random characters, a hash gives nothing away.
do $$
declare
  wanted record;
  mark text;
begin
  for wanted in
    select * from rows from (
      unnest(string_to_array(current_setting('tenantry.logins'), ',')),
      unnest(string_to_array(current_setting('tenantry.groups'), ',')),
      unnest(string_to_array(current_setting('tenantry.passwords'), ','))
    ) as each (login, member_of, password)
  loop
    mark := 'A login of the sandbox, ' || encode(sha256(convert_to(wanted.password, 'UTF8')), 'hex');
    continue when exists (
      select from pg_catalog.pg_roles r
      join pg_catalog.pg_auth_members m on m.member = r.oid and m.roleid = to_regrole(wanted.member_of)
      where r.rolname = wanted.login and shobj_description(r.oid, 'pg_authid') = mark
    );
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.login) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole nobypassrls', wanted.login);
    end if;
    execute format('alter role %I password %L', wanted.login, wanted.password);
    execute format('grant %I to %I', wanted.member_of, wanted.login);
    execute format('comment on role %I is %L', wanted.login, mark);
  end loop;
end
$$;
select set_config('tenantry.passwords', '', false);
