//! 24 to 27 and 31: a neighbour's schema named, searched, mistaken, made of a hostile name, or half made.

use tenantry_engine::connect::Target;
use tenantry_engine::install;
use tenantry_engine::scoped::Budget;
use tenantry_model::{DbIdent, Placement, Rung, Slug, TenantContext, TenantFacts};
use tenantry_tests::rungs::facts;
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Stage, custom, digest, said};

use super::{came_to_nothing, own_only_through};

/// Ways to name a neighbour's table: `{s}` his schema, `{d}` the database.
const NAMES: [&str; 9] = [
    "{s}.users",
    "\"{s}\".\"users\"",
    "U&\"{s}\".users",
    "{d}.{s}.users",
    "\"{d}\".\"{s}\".users",
    "{S}.USERS",
    "only {s}.users",
    "(select * from {s}.users)",
    "{s} . users",
];

#[tokio::test]
async fn attack_24_a_neighbours_schema_is_named() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    let [own, neighbour] = stage.rungs.on(Rung::Schema);
    let shared = &stage.rungs.on(Rung::Shared)[0];
    let (database, before) =
        (stage.database_of(own), digest(&mut stage.admin_of(neighbour).await, neighbour).await);
    let there = stage::schema_of(neighbour);
    let escaped: String = there.as_str().chars().map(|c| format!("\\{:04x}", u32::from(c))).collect();
    for from in [own, shared] {
        for name in NAMES.iter().map(|name| {
            let schema = if name.starts_with("U&") { &escaped } else { there.as_str() };
            name.replace("{s}", schema).replace("{S}", &schema.to_uppercase()).replace("{d}", &database)
        }) {
            let read = format!("select tenant_id::text from {name} as theirs");
            let seen = own_only_through(&read, from, said(&data, from, &read).await);
            assert_eq!(seen, 0, "{read}");
            for act in ["update {n} set name = 'taken'", "delete from {n}"] {
                came_to_nothing(&name, custom(&data, from, &act.replace("{n}", &name)).await);
            }
        }
        // one's own row does not lie among a neighbour's
        for act in ["values ('{own}', 'k', '1')", "select '{own}', key || 'x', value from {s}.settings"] {
            let act = act.replace("{own}", &from.id.to_string()).replace("{s}", there.as_str());
            let add = format!("insert into {}.settings (tenant_id, key, value) {act}", there.as_str());
            came_to_nothing(&add, custom(&data, from, &add).await);
        }
    }
    let mut admin = stage.admin_of(neighbour).await;
    assert_eq!(digest(&mut admin, neighbour).await, before);
    let strays =
        format!("select count(*) from {}.settings where tenant_id <> '{}'", there.as_str(), neighbour.id);
    assert_eq!(sql::one(&mut admin, strays).await, "0", "somebody else's row lies in its schema");
}

#[tokio::test]
async fn attack_25_the_search_path_is_set() {
    let stage = Stage::fresh().await;
    let [own, neighbour] = stage.rungs.on(Rung::Schema);
    let there = stage::schema_of(neighbour).quoted();
    let mut admin = stage.rungs.fleet.admin().await;
    let data = stage.rungs.access(Budget { connections: 1, ..Budget::default() });
    let read = "select distinct tenant_id::text from users";
    let bend = format!("select set_config('search_path', '{there}', false) is null from users");
    assert_eq!(custom(&data, own, &bend).await.unwrap().rows.len(), 4, "names had their meaning before");
    assert_eq!(said(&data, own, read).await.unwrap(), [own.id.to_string()]);
    came_to_nothing("set search_path", custom(&data, own, &format!("set search_path = {there}")).await);
    assert_eq!(said(&data, own, read).await.unwrap(), [own.id.to_string()]);
    // the login's and the database's default
    let database = &stage.rungs.fleet.database;
    for default in [
        format!("alter database {database} set search_path = {there}, public"),
        format!("alter role app in database {database} set search_path = {there}"),
    ] {
        sql::must(&mut admin, default.clone()).await;
        let data = stage.rungs.access(Budget::default());
        for [own, _] in &stage.rungs.tenants[..2] {
            assert_eq!(said(&data, own, read).await.unwrap(), [own.id.to_string()], "{default}");
            let path = said(&data, own, "select current_setting('search_path')").await.unwrap();
            assert_eq!(path, [format!("{}, pg_temp", stage::schema_of(own).quoted())], "{default}");
        }
    }
    // a connection that begins with another one
    let url = format!(
        "{}?options=-c%20search_path%3D{}",
        stage.url("app", own),
        stage::schema_of(neighbour).as_str()
    );
    let mut plain = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
    let context = stage.rungs.way(own).key.sign(own, stage::pid(&mut plain).await);
    stage::set_context(&mut plain, &context).await;
    assert_eq!(
        sql::one(&mut plain, "select count(*) from users").await,
        "0",
        "the neighbour's table has nothing for it"
    );
}

/// A tenant of the schema rung whose schema has this name.
async fn named(stage: &Stage, name: &str) -> TenantContext {
    let tenant = stage.newcomer(Rung::Schema).await;
    let rename = format!("alter schema {} rename to {name}", stage::schema_of(&tenant).quoted());
    sql::must(&mut stage.rungs.fleet.admin().await, rename).await;
    let placement =
        Placement::Schema { cluster: "control".to_owned(), schema: name.parse().expect("a name") };
    TenantContext::new(TenantFacts { placement, ..TenantFacts::clone(&tenant) })
}

#[tokio::test]
async fn attack_26_schemas_are_mistaken_for_each_other() {
    let stage = stage::shared().await;
    let data = stage.rungs.access(Budget::default());
    let mut all = Vec::new();
    for name in ["tenant_a", "tenant_a_archive", "tenant_", "tenant_a_", "tenantxa"] {
        all.push(named(stage, name).await);
    }
    for tenant in &all {
        for read in ["select distinct tenant_id::text from users", "select current_schema()::text"] {
            let schema = stage::schema_of(tenant);
            let seen = said(&data, tenant, read).await.unwrap();
            let right =
                if read.contains("users") { tenant.id.to_string() } else { schema.as_str().to_owned() };
            assert_eq!(seen, [right], "{schema:?}");
        }
    }
    for twin in ["Tenant_A", "TENANT_A", "tenant_A", "tenant_а", "tenant-a", "tenant_a\u{200b}", "tenant_a "]
    {
        assert!(twin.parse::<DbIdent>().is_err(), "{twin:?} is no name of ours");
    }
    // a schema's name is made of the id: it is no other's beginning, and leads back
    let (one, other) = (facts(Rung::Schema), facts(Rung::Schema));
    let (a, b) = (DbIdent::schema_of(one.id), DbIdent::schema_of(other.id));
    assert!(a != b && a.as_str().len() == b.as_str().len() && a.tenant() == Some(one.id));
}

/// Names that somebody gives a tenant.
fn hostile_names() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "a\"b",
        "a'b",
        "a.b",
        "a\nb",
        "a\tb",
        "a\0b",
        "\u{202e}evil",
        "pg_catalog",
        "pg_",
        "PG_x",
        "A",
        "1a",
        "-a",
        "a-",
        "a;drop schema public",
        "a\"; drop schema public; --",
        "x\\",
        "ä",
        "日本",
        "a/*",
        "information schema",
        "$$",
        "U&\"a\"",
        "public.users",
        "../../etc",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("a".repeat(64));
    all.push("ü".repeat(40));
    all.push("a".repeat(10_000));
    all
}

#[tokio::test]
async fn attack_27_a_tenants_name_is_hostile() {
    let stage = stage::shared().await;
    let mut admin = stage.rungs.fleet.admin().await;
    for name in hostile_names() {
        assert!(name.parse::<DbIdent>().is_err(), "{name:?}");
        let slug = name.parse::<Slug>();
        assert!(slug.is_err() || name == "a-b" || name == "1a", "{name:?}");
    }
    // whatever is a name is that name on the server, whole and unchanged, key words among them
    for name in ["select", "table", "user", "current_user", "null", "a", "_", &"z".repeat(63)] {
        let ident: DbIdent = name.parse().unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let schema = if name.len() == 63 { name.to_owned() } else { format!("a27_{name}") };
        let ident = if name.len() == 63 { ident } else { schema.parse().unwrap() };
        sql::must(&mut admin, format!("create schema {}", ident.quoted())).await;
        let there = format!("select count(*) from pg_namespace where nspname = '{schema}'");
        assert_eq!(sql::one(&mut admin, there).await, "1", "{name}");
        sql::must(&mut admin, format!("drop schema {}", ident.quoted())).await;
    }
    // a tenant with such a name lives in a schema that is named by its id
    let tenant = stage.newcomer(Rung::Schema).await;
    let hostile = "x\"; drop schema public cascade; --\u{202e}\n".to_owned();
    let tenant = TenantContext::new(TenantFacts { name: hostile, ..TenantFacts::clone(&tenant) });
    let data = stage.rungs.access(Budget::default());
    assert_eq!(
        said(&data, &tenant, "select current_schema()::text").await.unwrap(),
        [DbIdent::schema_of(tenant.id).as_str()]
    );
}

#[tokio::test]
async fn attack_31_a_migration_is_applied_half() {
    let stage = Stage::fresh().await;
    let mut admin = stage.rungs.fleet.admin().await;
    let target = Target::from_url(&stage.rungs.fleet.url("tenantry_admin")).unwrap();
    let [neighbour, _] = stage.rungs.on(Rung::Schema);
    let before = digest(&mut admin, neighbour).await;
    let tenant = facts(Rung::Schema);
    let schema = DbIdent::schema_of(tenant.id);
    // something goes wrong at the last of the tables
    sql::must(
        &mut admin,
        "create function public.attack_31() returns event_trigger language plpgsql as $$ begin
           if exists (select from pg_event_trigger_ddl_commands() c where c.object_identity like '%.audit_logs') then
             raise exception 'the disk is full'; end if; end $$;
         create event trigger attack_31 on ddl_command_end when tag in ('CREATE TABLE') execute function public.attack_31();",
    )
    .await;
    assert!(install::install_schema(&target, tenant.id).await.is_err());
    let left = format!(
        "select (select count(*) from pg_namespace where nspname = '{0}') || ' ' || \
         (select count(*) from tenantry.tenant_schemas where schema_name = '{0}')",
        schema.as_str()
    );
    assert_eq!(sql::one(&mut admin, left.clone()).await, "0 0", "nothing is half done");
    assert_eq!(digest(&mut admin, neighbour).await, before, "nobody else was touched");
    sql::must(&mut admin, "drop event trigger attack_31").await;
    install::install_schema(&target, tenant.id).await.unwrap();
    assert_eq!(sql::one(&mut admin, left).await, "1 1", "the same call again does it");
    let versions = "select count(distinct version) from tenantry.tenant_schemas";
    assert_eq!(sql::one(&mut admin, versions).await, "1", "which version each has is written down");
}
