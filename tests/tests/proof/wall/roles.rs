//! Roles: who is who, who can become whom, and that the owner is nobody's.

use tenantry_tests::{Fleet, sql};

use super::{EVERYBODY, rows};

const GROUPS: [&str; 9] = [
    "tenantry_owner",
    "tenantry_support",
    "tenantry_ops",
    "tenantry_approver",
    "tenantry_auditor",
    "tenantry_app",
    "tenantry_worker",
    "tenantry_reader",
    "tenantry_quarantine",
];

/// What a person types runs as the reader, who has nothing but SELECT: the function that runs it is his.
const READERS: [&str; 1] = ["read_gated"];

/// The one predefined power that is given: without it a definer function does not see when its own backend started.
const OWNERS_POWER: [[&str; 2]; 1] = [["tenantry_owner", "pg_read_all_stats"]];

#[tokio::test]
async fn the_owner_cannot_log_in_and_nobody_is_a_member_of_it() {
    let mut admin = Fleet::fresh().await.admin().await;
    let query = "select r.rolname as a, r.rolcanlogin as b from pg_roles r \
                 where r.rolname like 'tenantry\\_%' and r.rolname <> 'tenantry_admin' order by 1";
    let found = rows(&mut admin, query).await;
    assert_eq!(found.len(), GROUPS.len(), "{found:?}");
    assert!(found.iter().all(|row| row[1] == "false"), "a group role can log in: {found:?}");
    let members = "select m.rolname as a from pg_auth_members g join pg_roles m on m.oid = g.member \
                   where g.roleid = 'tenantry_owner'::regrole";
    assert_eq!(rows(&mut admin, members).await, Vec::<Vec<String>>::new(), "the owner has members");
    let theirs = "select m.rolname as a, r.rolname as b from pg_auth_members g join pg_roles m on m.oid = g.member \
                  join pg_roles r on r.oid = g.roleid where m.rolname = 'tenantry_owner'";
    assert_eq!(rows(&mut admin, theirs).await, OWNERS_POWER, "the owner is a member of others");
}

#[tokio::test]
async fn no_role_of_ours_has_a_power_over_the_server() {
    let mut admin = Fleet::fresh().await.admin().await;
    let powers = "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication";
    let query = format!(
        "select rolname as a from pg_roles where ({powers}) and rolname not like 'pg\\_%' order by 1"
    );
    assert_eq!(rows(&mut admin, &query).await, [["tenantry_admin"]], "only who installs is powerful");
    let given = "select m.rolname as a, r.rolname as b from pg_auth_members g join pg_roles m on m.oid = g.member \
                 join pg_roles r on r.oid = g.roleid where r.rolname like 'pg\\_%' and m.rolname not like 'pg\\_%'";
    assert_eq!(rows(&mut admin, given).await, OWNERS_POWER, "a predefined power was given away");
}

#[tokio::test]
async fn all_that_is_ours_belongs_to_the_owner() {
    let mut admin = Fleet::fresh().await.admin().await;
    for catalog in [
        "select relname as a, relowner::regrole as b from pg_class where relnamespace",
        "select proname as a, proowner::regrole as b from pg_proc where pronamespace",
        "select typname as a, typowner::regrole as b from pg_type where typnamespace",
    ] {
        let query = format!("{catalog} in ('tenantry_control'::regnamespace, 'tenantry'::regnamespace)");
        let found = rows(&mut admin, &query).await;
        assert!(found.len() > 1, "{query}");
        let strays: Vec<_> = found
            .iter()
            .filter(|row| row[1] != "tenantry_owner")
            .filter(|row| !(row[1] == "tenantry_reader" && READERS.contains(&row[0].as_str())))
            .collect();
        assert!(strays.is_empty(), "{strays:?}");
    }
}

#[tokio::test]
async fn no_login_becomes_somebody_else() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    for login in EVERYBODY {
        let mut connection = fleet.enter_as(login).await;
        let mut tried = 0;
        for role in GROUPS.into_iter().chain(["tenantry_admin", "ops2", "approver2", "pg_read_all_data"]) {
            let member =
                sql::one(&mut admin, format!("select pg_has_role('{login}', '{role}', 'member')")).await;
            if member == "false" {
                let refused = sql::must_not(&mut connection, login, format!("set role {role}")).await;
                assert_eq!(refused.code, "42501", "{login} → {role}");
                tried += 1;
            }
            let other = format!("set session authorization {role}");
            assert_eq!(sql::must_not(&mut connection, login, other).await.code, "42501", "{login} → {role}");
        }
        assert!(tried >= 8, "{login} is a member of too much: only {tried} roles were closed to it");
        for act in [
            "grant tenantry_ops to current_user",
            "grant tenantry_owner to current_user",
            "alter role current_user superuser",
            "alter role current_user bypassrls",
            "alter role tenantry_owner login",
            "create role planted",
            "create database planted",
            "set session_replication_role = replica",
            "alter system set log_statement = 'all'",
        ] {
            assert_eq!(sql::must_not(&mut connection, login, act).await.code, "42501", "{login}: {act}");
        }
    }
}

#[tokio::test]
async fn a_group_role_that_is_put_on_changes_nothing_for_the_functions() {
    let fleet = Fleet::fresh().await;
    let slug = fleet.tenant_where("status = 'active'").await;
    let mut ops = fleet.enter_as("ops").await;
    sql::must(&mut ops, "set role tenantry_ops").await;
    let call = format!(
        "select tenantry_control.suspend(id, 'Under the group role.', version) from tenantry_control.tenants \
         where slug = '{slug}'"
    );
    sql::must(&mut ops, call).await;
    let mut admin = fleet.admin().await;
    let who = "select login from tenantry_control.audit_entries order by number desc limit 1";
    assert_eq!(sql::one(&mut admin, who).await, "ops", "the entry names the person, not the role put on");
}
