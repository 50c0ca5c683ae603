-- What a tenant has in this database, counted for somebody who is about to delete it.

-- The tenant's tables in a schema, each with its rows. Nobody but the owner calls it, from functions that say who may: the
-- rows are counted under the tenant's own policies, as a connection bound to it for as long as this takes.
create function tenantry.count_tenant(tenant uuid, in_schema name) returns table (name text, rows bigint, bytes bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  pass constant uuid := gen_random_uuid();
  bound tenantry.bound_connections;
  found record;
begin
  select * into bound from tenantry.bound_connections b where b.pid = pg_backend_pid();
  insert into tenantry.entitlements (id, login, tenant_id, expires)
  values (pass, session_user, tenant, clock_timestamp() + interval '1 hour');
  delete from tenantry.bound_connections b where b.pid = pg_backend_pid();
  insert into tenantry.bound_connections values (pg_backend_pid(), tenantry.backend_start(), tenant, pass);
  perform set_config('tenantry.context', '', true);
  for found in
    select c.oid::regclass as id, c.relname::text as relname, pg_total_relation_size(c.oid) as size
    from pg_class c
    where c.relnamespace = to_regnamespace(quote_ident(in_schema)) and c.relkind in ('r', 'p') and not c.relispartition
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
    order by c.relname
  loop
    execute format('select count(*) from %s where tenant_id = $1', found.id) into rows using tenant;
    name := found.relname;
    bytes := found.size;
    return next;
  end loop;
  delete from tenantry.bound_connections b where b.pid = pg_backend_pid();
  if bound.pid is not null then
    insert into tenantry.bound_connections select bound.*;
  end if;
  delete from tenantry.entitlements e where e.id = pass;
end
$$;

-- What depends on things in a schema from outside of it: views, functions, foreign keys.
create function tenantry.outside_dependents(of_schema name) returns setof text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with inside as (
    select c.oid from pg_class c where c.relnamespace = to_regnamespace(quote_ident(of_schema))
  )
  select distinct format('view %s', r.ev_class::regclass)
  from pg_depend d join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  where d.refclassid = 'pg_class'::regclass and d.refobjid in (select oid from inside)
    and r.ev_class not in (select oid from inside)
  union
  select format('function %s', p.oid::regprocedure)
  from pg_depend d join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
  where d.refclassid = 'pg_class'::regclass and d.refobjid in (select oid from inside)
    and p.pronamespace <> to_regnamespace(quote_ident(of_schema))
  union
  select format('foreign key %s of %s', k.conname, k.conrelid::regclass)
  from pg_constraint k
  where k.confrelid in (select oid from inside) and k.conrelid not in (select oid from inside)
$$;
