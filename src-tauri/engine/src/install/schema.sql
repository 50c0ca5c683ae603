-- A tenant's own schema, whole or not at all.
begin;
create schema "%schema%" authorization tenantry_owner;
set local role tenantry_owner;
grant usage on schema "%schema%" to tenantry_app, tenantry_reader;
set local search_path = "%schema%";
%tables%
insert into tenantry.tenant_schemas (schema_name, version) values ('%schema%', %version%);
commit;
