-- A login that is no superuser (RDS gives none) reads as the owner, whom the policies are not forced on for as long as
-- this transaction lasts; it is never committed.
begin transaction isolation level repeatable read read write;
do $$
declare
  held regclass;
begin
  if current_setting('server_version_num')::int >= 160000 then
    execute format('grant tenantry_owner to %I with set true, inherit false', session_user);
  else
    execute format('grant tenantry_owner to %I', session_user);
  end if;
  set local role tenantry_owner;
  for held in
    select c.oid from pg_catalog.pg_class c join pg_catalog.pg_roles r on r.oid = c.relowner
    where c.relforcerowsecurity and r.rolname = 'tenantry_owner'
  loop
    execute format('alter table %s no force row level security', held);
  end loop;
end
$$;
set transaction read only;
