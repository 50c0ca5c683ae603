//! Probes of what the catalog says: who may what, and whose names a function looks up.

use super::world::{World, holds, value};

/// Everybody who is not above the policies; `nobody` has what PUBLIC has.
const ROLES: &str = "unnest(array['tenantry_app', 'tenantry_reader', 'tenantry_support', 'tenantry_worker', \
                     'tenantry_ops', 'tenantry_approver', 'tenantry_auditor', 'nobody']) r (role)";

/// Who may call what of the kit; what is not named here nobody calls.
const CALLS: [(&str, &[&str]); 10] = [
    ("greet", &["tenantry_app", "tenantry_support", "tenantry_ops", "tenantry_worker"]),
    ("mark", &["tenantry_worker"]),
    ("displace", &["tenantry_worker"]),
    ("place", &["tenantry_worker"]),
    (
        "current_tenant",
        &["tenantry_app", "tenantry_reader", "tenantry_support", "tenantry_ops", "tenantry_worker"],
    ),
    ("enter", &["tenantry_app", "tenantry_support", "tenantry_ops"]),
    ("entitle", &["tenantry_worker"]),
    ("revoke_entitlement", &["tenantry_worker"]),
    ("add_context_key", &["tenantry_worker"]),
    ("retire_context_key", &["tenantry_worker"]),
];

/// The kit's functions that these probes answer for.
const ANSWERED_FOR: &str = "('greet', 'mark', 'displace', 'place', 'current_tenant', 'enter', 'entitle', \
    'revoke_entitlement', 'add_context_key', 'retire_context_key', 'backend_start', 'bound_tenant', 'refuse_context', \
    'tenant_without_context', 'add_to_count', 'count_rows', 'count_table', 'protect', 'policy_statements', 'policy_body', 'a_new_one')";

pub(super) async fn tables(world: &mut World) -> Result<(), String> {
    let tenants = format!(
        "select coalesce(string_agg(r.role || ' may ' || p || ' ' || c.relname, ', '), '') from pg_class c, {ROLES}, \
           unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p \
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') \
           and has_table_privilege(r.role, c.oid, p) \
           and not (r.role = 'tenantry_app' and p in ('select', 'insert', 'update', 'delete')) \
           and not (r.role = 'tenantry_reader' and p = 'select')"
    );
    let kit = format!(
        "select coalesce(string_agg(r.role || ' may ' || p || ' ' || c.relname, ', '), '') from pg_class c, {ROLES}, \
           unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p \
         where c.relnamespace = 'tenantry'::regnamespace and c.relname in ('marker', 'placements', 'tenant_schemas', \
           'context_keys', 'entitlements', 'bound_connections', 'row_counts') \
           and has_table_privilege(r.role, c.oid, p)"
    );
    let columns = "select coalesce(string_agg(a.attrelid::regclass || '.' || a.attname, ', '), '') from pg_attribute a \
         where a.attacl is not null and a.attrelid in (select oid from pg_class where relnamespace in \
           ('public'::regnamespace, 'tenantry'::regnamespace))".to_string();
    let schemas = format!(
        "select coalesce(string_agg(r.role || ' may make things in ' || s, ', '), '') \
         from {ROLES}, unnest(array['public', 'tenantry']) s where has_schema_privilege(r.role, s, 'create')"
    );
    for query in [tenants, kit, columns, schemas] {
        let more = value(&mut world.admin, &query).await?;
        holds(more.is_empty(), more)?;
    }
    Ok(())
}

pub(super) async fn functions(world: &mut World) -> Result<(), String> {
    let make = "begin; set local role tenantry_owner; \
                create function tenantry.a_new_one() returns int language sql set search_path = pg_catalog, pg_temp \
                as 'select 1'; reset role";
    super::world::does(&mut world.admin, make).await?;
    let may = format!(
        "select coalesce(string_agg(distinct r.role || ' ' || p.proname, ','), '') from pg_proc p, {ROLES} \
         where p.pronamespace = 'tenantry'::regnamespace and p.proname in {ANSWERED_FOR} \
           and has_function_privilege(r.role, p.oid, 'execute')"
    );
    let found = value(&mut world.admin, &may).await;
    super::world::does(&mut world.admin, "rollback").await?;
    for one in found?.split(',').filter(|one| !one.is_empty()) {
        let (role, function) = one.split_once(' ').unwrap_or((one, ""));
        let allowed = CALLS.iter().any(|(name, roles)| *name == function && roles.contains(&role));
        holds(allowed, format!("{role} may call {function}"))?;
    }
    Ok(())
}

pub(super) async fn pins(world: &mut World) -> Result<(), String> {
    let loose = "select coalesce(string_agg(p.proname, ', '), '') from pg_proc p \
                 where p.pronamespace = 'tenantry'::regnamespace \
                   and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)";
    let found = value(&mut world.admin, loose).await?;
    holds(found.is_empty(), format!("not pinned: {found}"))
}
