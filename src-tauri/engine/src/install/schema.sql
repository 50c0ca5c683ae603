-- A tenant's own schema, whole or not at all.
begin;
create schema "%schema%" authorization tenantry_owner;
comment on schema "%schema%" is '%made_by%';
set local role tenantry_owner;
grant usage on schema "%schema%" to tenantry_app, tenantry_reader;
set local search_path = "%schema%";
%tables%
-- no other tenant's context puts a row here, not even one of its own
do $$
declare
  tenant_table regclass;
begin
  for tenant_table in
    select a.attrelid from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    where c.relnamespace = '"%schema%"'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'tenant_id' and not a.attisdropped
  loop
    execute format('alter table %s add constraint tenantry_one_tenant check (tenant_id = %L)', tenant_table,
                   replace(substr('%schema%', 8), '_', '-')::uuid);
  end loop;
end
$$;
insert into tenantry.tenant_schemas (schema_name, version) values ('%schema%', %version%);
commit;
