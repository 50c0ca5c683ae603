-- What every group of findings stands on. $1: the tenant column; $2: whether the kit is here.
with recursive asked as (
  select $1::name as tenant_column, $2::boolean as kit
),
-- schemas that are neither the server's nor Tenantry's own
spaces as (
  select n.oid, n.nspname, n.nspacl, n.nspowner, n.nspname ~ '^tenant_' as of_tenant from pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'tenantry', 'tenantry_control')
),
tables as (
  select c.oid, c.relname, n.nspname, n.oid as space, n.of_tenant, format('%I.%I', n.nspname, c.relname) as name,
         c.relowner, c.relacl, c.relkind, c.relispartition, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
         a.attnum as tenant_number, a.attnotnull as is_set, a.atttypid as tenant_type
  from pg_class c join spaces n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attname = (select tenant_column from asked) and not a.attisdropped
  where c.relkind in ('r', 'p')
    and not exists (select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
-- tables without the column whose rows belong to a tenant along foreign keys
chained (oid) as (
  select c.conrelid from pg_constraint c join tables t on t.oid = c.conrelid and t.tenant_number is null
  join tables r on r.oid = c.confrelid and r.tenant_number is not null
  where c.contype = 'f'
  union
  select c.conrelid from chained h join pg_constraint c on c.confrelid = h.oid and c.contype = 'f'
  join tables t on t.oid = c.conrelid and t.tenant_number is null
),
-- `column`: has it; `chain`: found along foreign keys; `missing`: lies in a tenant's schema and has neither
tenant_tables as (
  select t.*, case when t.tenant_number is not null then 'column' when h.oid is not null then 'chain'
                   else 'missing' end as kind
  from tables t left join chained h on h.oid = t.oid
  where t.tenant_number is not null or h.oid is not null or t.of_tenant
),
-- the services' roles, and all that are members of them, however far away
groups as (
  select r.oid, r.rolname from pg_roles r
  where r.rolname in ('tenantry_support', 'tenantry_ops', 'tenantry_approver', 'tenantry_auditor', 'tenantry_app',
                      'tenantry_worker', 'tenantry_reader')
),
members (role, of) as (
  select m.member, m.roleid from pg_auth_members m join groups g on g.oid = m.roleid
  union
  select m.member, h.of from members h join pg_auth_members m on m.roleid = h.role
)
