//! 5, 6, 7, 9, 12: rows moved to a neighbour, keys that collide, references across, errors as an oracle, other powers.

use tenantry_engine::EngineError;
use tenantry_engine::scoped::Budget;
use tenantry_model::{Rung, TenantContext};
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Stage, TABLES, custom, digest};

use super::{came_to_nothing, refused};

/// Changes that would put a row into a neighbour's hands or take one from him: `{own}`, `{theirs}` are tenants, `{key}`
/// the id of a user of his.
const MOVES: [&str; 14] = [
    "insert into users (tenant_id, email, name, role, status, password_hash) values ('{theirs}', 'x', 'x', 'member', 'active', 'x')",
    "insert into settings (tenant_id, key, value) select '{theirs}', key, value from settings",
    "update settings set tenant_id = '{theirs}'",
    "update users set tenant_id = '{theirs}' where tenant_id = '{own}'",
    "update users set name = 'taken' where tenant_id = '{theirs}'",
    "update users set name = 'taken' where id = '{key}'",
    "delete from users where tenant_id = '{theirs}'",
    "delete from users where id = '{key}'",
    "insert into users (tenant_id, id, email, name, role, status, password_hash) \
     values ('{theirs}', '{key}', 'x', 'x', 'member', 'active', 'x') \
     on conflict (tenant_id, id) do update set name = 'taken'",
    "insert into settings (tenant_id, key, value) select tenant_id, key, value from settings \
     on conflict (tenant_id, key) do update set tenant_id = '{theirs}'",
    "merge into settings s using (select '{theirs}'::uuid t) n on s.tenant_id = '{own}' \
     when matched then update set tenant_id = n.t",
    "merge into users u using (select '{key}'::uuid k) n on u.id = n.k \
     when matched then update set name = 'taken' when not matched then do nothing",
    "merge into settings s using (select '{theirs}'::uuid t) n on s.tenant_id = n.t \
     when matched then delete when not matched then insert (tenant_id, key, value) values (n.t, 'x', '1')",
    "with gone as (delete from settings returning *) \
     insert into settings (tenant_id, key, value) select '{theirs}', key, value from gone",
];

async fn a_user_of(stage: &Stage, tenant: &TenantContext) -> String {
    let query = format!(
        "select min(id::text) from {}.users where tenant_id = '{}'",
        stage::schema_of(tenant).quoted(),
        tenant.id
    );
    sql::one(&mut stage.admin_of(tenant).await, query).await
}

#[tokio::test]
async fn attack_05_a_row_is_moved_to_another_tenant() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    for [own, neighbour] in &stage.rungs.tenants {
        let rung = own.placement.rung();
        let key = a_user_of(stage, neighbour).await;
        let before = digest(&mut stage.admin_of(neighbour).await, neighbour).await;
        let mine = digest(&mut stage.admin_of(own).await, own).await;
        for act in MOVES {
            let act =
                act.replace("{own}", &own.id.to_string()).replace("{theirs}", &neighbour.id.to_string());
            let act = act.replace("{key}", &key);
            came_to_nothing(&format!("{rung}: {act}"), custom(&data, own, &act).await);
        }
        let mut admin = stage.admin_of(own).await;
        assert_eq!(digest(&mut admin, own).await, mine, "{rung}: nothing of one's own was lost");
        let after = digest(&mut stage.admin_of(neighbour).await, neighbour).await;
        assert_eq!(after, before, "{rung}: nothing of the neighbour's was touched");
        let stray = format!(
            "select count(*) from {}.settings where tenant_id = '{}'",
            stage::schema_of(own).quoted(),
            neighbour.id
        );
        let allowed = if rung == Rung::Shared { "2" } else { "0" };
        assert_eq!(sql::one(&mut admin, stray).await, allowed, "{rung}: nothing was put beside one's own");
    }
}

#[tokio::test]
async fn attack_06_a_key_of_another_tenant_is_used_again() {
    let stage = stage::shared().await;
    let (own, neighbour) = (&stage.newcomer(Rung::Shared).await, &stage.newcomer(Rung::Shared).await);
    let data = stage.rungs.access(Budget::default());
    let key = a_user_of(stage, neighbour).await;
    let email = format!("1@{}", neighbour.id);
    let before = digest(&mut stage.admin_of(neighbour).await, neighbour).await;
    for conflict in ["", "on conflict do nothing", "on conflict (tenant_id, id) do nothing"] {
        let add = format!(
            "insert into users (tenant_id, id, email, name, role, status, password_hash) \
             values ('{}', '{key}', '{email}', '{}', 'member', 'active', 'x') {conflict}",
            own.id, own.id
        );
        assert_eq!(custom(&data, own, &add).await.unwrap().affected, 1, "no collision: {conflict}");
        let gone = format!("delete from users where id = '{key}'");
        assert_eq!(custom(&data, own, &gone).await.unwrap().affected, 1);
    }
    assert_eq!(digest(&mut stage.admin_of(neighbour).await, neighbour).await, before);
    // no key anywhere that another tenant could run into
    let keys = "select count(*) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] \
                where i.indisunique and i.indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) \
                and a.attname <> 'tenant_id'";
    assert_eq!(sql::one(&mut stage.admin_of(own).await, keys).await, "0");
}

#[tokio::test]
async fn attack_07_a_row_refers_to_another_tenants() {
    let stage = stage::shared().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let mut plain = stage.signed(own).await;
    let (theirs, nobody) = (a_user_of(stage, neighbour).await, "0190a6b2-0000-7000-8000-00000000dead");
    let refer = |tenant: &TenantContext, user: &str| {
        format!(
            "insert into documents (tenant_id, title, created_by) values ('{}', 'x', '{user}')",
            tenant.id
        )
    };
    let there = refused(&mut plain, &["23503"], refer(own, &theirs)).await;
    let absent = refused(&mut plain, &["23503"], refer(own, nobody)).await;
    assert_eq!(there, absent, "it does not tell whether there is such a row");
    refused(&mut plain, &["42501"], refer(neighbour, &theirs)).await;
    let bend = format!("update documents set created_by = '{theirs}'");
    refused(&mut plain, &["23503"], bend).await;
}

/// Expressions that fail on a neighbour's rows and on no own one: `{oracle}`.
const ORACLES: [&str; 9] = [
    "select tenant_id::text from documents where {oracle} > 0",
    "select tenant_id::text from documents group by tenant_id having sum({oracle}) > 0",
    "select d.tenant_id::text from documents d join users u on u.tenant_id = d.tenant_id and {oracle} > 0",
    "select d.tenant_id::text from users u left join documents d on {oracle} > 0",
    "with found as (select *, {oracle} o from documents) select tenant_id::text from found where o > 0",
    "select tenant_id::text from documents order by {oracle}",
    "select tenant_id::text from documents where exists (select from documents where {oracle} > 0)",
    "select max(tenant_id::text) filter (where {oracle} > 0) from documents",
    "select tenant_id::text from documents where case when {oracle} > 0 then true end",
];

#[tokio::test]
async fn attack_09_errors_are_an_oracle() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    for rung in [Rung::Shared, Rung::Schema] {
        let (own, neighbour) = (&stage.newcomer(rung).await, &stage.newcomer(rung).await);
        for (tenant, title) in [(own, "1"), (neighbour, "no number"), (neighbour, "0")] {
            let schema = stage::schema_of(tenant).quoted();
            let spread = format!(
                "update {schema}.documents set title = '{title}' where tenant_id = '{0}' and ('{title}' <> '0' or \
                 id = (select min(id::text)::uuid from {schema}.documents where tenant_id = '{0}'))",
                tenant.id
            );
            sql::must(&mut stage.admin_of(tenant).await, spread).await;
        }
        for statement in ORACLES {
            for oracle in ["(1 / title::int)", "title::int", "(10 / (title::int - 0))"] {
                let statement = statement.replace("{oracle}", oracle);
                let seen = stage::said(&data, own, &statement).await;
                let seen = seen.unwrap_or_else(|error| panic!("{statement} met a neighbour's row: {error}"));
                assert!(!seen.is_empty() && seen.iter().all(|row| *row == own.id.to_string()), "{statement}");
            }
        }
        let caught = custom(&data, neighbour, "select title::int from documents").await;
        assert!(
            matches!(caught, Err(EngineError::Invalid { .. })),
            "the oracle does speak: {:?}",
            caught.is_ok()
        );
    }
}

#[tokio::test]
async fn attack_12_truncate_references_and_trigger() {
    let stage = stage::shared().await;
    for own in stage.rungs.all() {
        let mut admin = stage.admin_of(own).await;
        let schema = stage::schema_of(own);
        for (table, _) in TABLES {
            let powers = format!(
                "select string_agg(r.rolname || ' ' || p, ', ') from pg_roles r, \
                 unnest(array['truncate', 'references', 'trigger']) p \
                 where has_table_privilege(r.oid, '{}.{table}', p) and r.rolname <> 'tenantry_owner' and not r.rolsuper",
                schema.quoted()
            );
            assert_eq!(sql::one(&mut admin, powers).await, "", "{schema:?}.{table}");
        }
        let mut plain = stage.signed(own).await;
        for act in [
            "truncate users cascade",
            "truncate settings",
            "create trigger t after insert on users execute function pg_catalog.suppress_redundant_updates_trigger()",
            "create table refers (tenant_id uuid, id uuid, foreign key (tenant_id, id) references users)",
            "create rule r as on select to settings do instead select 1",
            "alter table users disable trigger all",
            "alter table users disable row level security",
            "alter table users no force row level security",
            "comment on table users is 'mine'",
            "create index on users (email)",
            "drop table settings",
        ] {
            refused(&mut plain, &["42501"], act).await;
        }
    }
}
