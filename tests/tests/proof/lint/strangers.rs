//! The lint on databases that are not ours: without the kit, with another tenant column, with many schemas.

use std::time::Instant;

use tenantry_engine::isolation::{Finding, Level, lint};

use super::{Stage, names};

/// A product as it is found: no row security, keys without the tenant, a policy by hand, names that need quotes.
const FOUND: &str = "create schema \"My App\"; \
    create table \"My App\".\"Users\" (id bigint generated always as identity primary key, \"Org Id\" text, email text unique); \
    create table \"My App\".\"It's; drop\" (id uuid primary key, \"Org Id\" text not null, \
      \"user\" bigint references \"My App\".\"Users\" on delete cascade); \
    create table \"My App\".countries (code text primary key); \
    alter table \"My App\".\"It's; drop\" enable row level security; \
    create policy \"Own \"\"rows\"\"\" on \"My App\".\"It's; drop\" using (\"Org Id\" = current_setting('app.org'))";

async fn errors(stage: &Stage, column: &str) -> Vec<Finding> {
    let all = lint(&stage.target("tenantry_admin"), column).await.expect("the catalog is readable");
    assert_eq!(all[0].code, "kit_missing");
    all.into_iter().skip(1).collect()
}

#[tokio::test]
async fn a_database_without_the_kit_is_mended_with_policies_on_claims() {
    let stage = Stage::empty().await;
    let mut admin = stage.ground.enter_as("tenantry_admin", &stage.database).await;
    tenantry_tests::sql::must(&mut admin, FOUND).await;
    let found = errors(&stage, "Org Id").await;
    let named = names(&found);
    for (code, object) in [
        ("database_temp", format!("database {}", stage.database)),
        ("tenant_column_nullable", "\"My App\".\"Users\"".to_owned()),
        ("primary_key_without_tenant", "constraint \"Users_pkey\" on \"My App\".\"Users\"".to_owned()),
        ("unique_without_tenant", "constraint \"Users_email_key\" on \"My App\".\"Users\"".to_owned()),
        (
            "primary_key_without_tenant",
            "constraint \"It's; drop_pkey\" on \"My App\".\"It's; drop\"".to_owned(),
        ),
        (
            "foreign_key_without_tenant",
            "constraint \"It's; drop_user_fkey\" on \"My App\".\"It's; drop\"".to_owned(),
        ),
        ("rls_disabled", "\"My App\".\"Users\"".to_owned()),
        ("rls_not_forced", "\"My App\".\"It's; drop\"".to_owned()),
        ("policy_shape", "policy \"Own \"\"rows\"\"\" on \"My App\".\"It's; drop\"".to_owned()),
    ] {
        assert!(named.contains(&(code.to_owned(), object.clone())), "{code} {object} is not in {named:#?}");
    }
    assert!(!named.iter().any(|(_, object)| object.contains("countries")), "it is nobody's: {named:?}");
    stage.mend(&found).await;
    assert_eq!(errors(&stage, "Org Id").await, super::NONE);
    let body = "select min(qual) from pg_policies where tablename = 'Users'";
    let body = tenantry_tests::sql::one(&mut admin, body).await;
    assert!(body.contains("request.jwt.claims") && body.contains("'Org Id'"), "{body}");
    let left = "select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace \
                where p.proname like 'policy\\_%' or n.nspname = 'tenantry'";
    assert_eq!(tenantry_tests::sql::one(&mut admin, left).await, "0", "the lent generator is gone");
}

#[tokio::test]
async fn a_thousand_schemas_are_checked_in_ten_seconds() {
    let stage = Stage::fresh().await;
    // what protect() writes, without asking the catalog what is missing
    let many = "do $$ declare n text; t text; body text := '(tenant_id = (select tenantry.current_tenant()))'; begin \
        for i in 1..1000 loop \
        n := 'tenant_' || replace(gen_random_uuid()::text, '-', '_'); \
        execute format('create schema %I authorization tenantry_owner', n); \
        for j in 1..5 loop \
          t := format('%I.t%s', n, j); \
          execute format('create table %1$s (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); \
            alter table %1$s owner to tenantry_owner; alter table %1$s enable row level security; \
            alter table %1$s force row level security; \
            create policy tenantry_rows_e9aa004b on %1$s using %2$s with check %2$s; \
            create policy tenantry_only_e9aa004b on %1$s as restrictive using %2$s with check %2$s', t, body); \
        end loop; \
        if i % 100 = 0 then commit; end if; end loop; end $$";
    let mut admin = stage.ground.enter_as("tenantry_admin", &stage.database).await;
    tenantry_tests::sql::must(&mut admin, many).await;
    tenantry_tests::sql::must(&mut admin, "analyze pg_catalog.pg_class, pg_catalog.pg_attribute").await;
    let begun = Instant::now();
    assert_eq!(stage.lint().await, super::NONE);
    let took = begun.elapsed();
    eprintln!("1,000 schemas, 5,000 tables: {took:?}");
    assert!(took.as_secs_f64() < 10.0, "{took:?}");
    let one = "do $$ begin execute format('alter table %s disable row level security', \
        (select max(oid)::regclass from pg_class where relname = 't3')); end $$";
    tenantry_tests::sql::must(&mut admin, one).await;
    let found = stage.lint().await;
    assert_eq!((found.len(), found[0].level), (1, Level::Error), "one of 5,000 is found: {found:?}");
}
