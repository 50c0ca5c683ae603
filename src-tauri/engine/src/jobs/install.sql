-- After the queue's own migrations: it belongs to the owner of everything, workers have it, nobody else has anything.
do $$
declare
  thing record;
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    alter schema dbos owner to tenantry_owner;
    for thing in
      select c.oid::regclass as name, case c.relkind when 'S' then 'sequence' else 'table' end as kind
      from pg_catalog.pg_class c
      where c.relnamespace = 'dbos'::regnamespace and c.relkind in ('r', 'p', 'S')
        and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))
    loop
      execute format('alter %s %s owner to tenantry_owner', thing.kind, thing.name);
    end loop;
    for thing in select p.oid::regprocedure as name from pg_catalog.pg_proc p where p.pronamespace = 'dbos'::regnamespace
    loop
      execute format('alter routine %s owner to tenantry_owner', thing.name);
    end loop;
  end if;
end
$$;
revoke all on schema dbos from public;
revoke all on all tables in schema dbos from public;
revoke all on all routines in schema dbos from public;
-- operations are put on the queue by functions of the owner
grant usage on schema dbos to tenantry_worker, tenantry_owner;
grant select, insert, update, delete on all tables in schema dbos to tenantry_worker;
grant usage on all sequences in schema dbos to tenantry_worker;
grant execute on all routines in schema dbos to tenantry_worker, tenantry_owner;
grant insert, update, select on all tables in schema dbos to tenantry_owner;
