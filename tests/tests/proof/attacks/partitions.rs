//! 11 and 22: the parts of a partitioned table, and copying it whole.

use sqlx::PgConnection;
use tenantry_engine::scoped::Budget;
use tenantry_model::Rung;
use tenantry_tests::sql;
use tenantry_tests::stage::{self, Stage, column, custom, said};

use super::{own_only, refused};

/// A partitioned table of both tenants, protected as the kit does it.
async fn partitioned(stage: &Stage, name: &str) -> PgConnection {
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    let mut admin = stage.admin_of(own).await;
    sql::must(
        &mut admin,
        format!(
            "set role tenantry_owner;
             create table public.{name} (tenant_id uuid not null, id int not null, primary key (tenant_id, id))
               partition by hash (tenant_id);
             create table public.{name}_0 partition of public.{name} for values with (modulus 2, remainder 0);
             create table public.{name}_1 partition of public.{name} for values with (modulus 2, remainder 1);
             select tenantry.protect('public.{name}');
             reset role;
             insert into public.{name} select t::uuid, n from unnest(array['{}', '{}']) t, generate_series(1, 5) n;",
            own.id, neighbour.id
        ),
    )
    .await;
    admin
}

#[tokio::test]
async fn attack_11_a_partition_is_read_directly() {
    let stage = stage::shared().await;
    let [own, _] = stage.rungs.on(Rung::Shared);
    let mut admin = partitioned(stage, "attack_11").await;
    let mut plain = stage.signed(own).await;
    let whole = column(&mut plain, "select tenant_id::text from public.attack_11").await;
    assert_eq!(own_only("the whole", own, whole), 5);
    for part in ["attack_11_0", "attack_11_1"] {
        for act in [
            "select * from {p}",
            "delete from {p}",
            "update {p} set id = 9",
            "insert into {p} values (null, 1)",
        ] {
            refused(&mut plain, &["42501"], act.replace("{p}", &format!("public.{part}"))).await;
        }
    }
    // somebody grants it by mistake: the parts have policies of their own
    sql::must(&mut admin, "grant select, delete on public.attack_11_0, public.attack_11_1 to tenantry_app")
        .await;
    let mut seen = 0;
    for part in ["attack_11_0", "attack_11_1"] {
        let read = format!("select tenant_id::text from public.{part}");
        seen += own_only(part, own, column(&mut plain, read).await);
    }
    assert_eq!(seen, 5, "one's own are in one of them");
}

/// `copy … to stdout` by hand: what it gives, or how it was refused.
async fn copied(connection: &mut PgConnection, statement: &str) -> Result<usize, sql::Refused> {
    let mut out = connection.copy_out_raw(statement).await.map_err(|error| sql::Refused::from(&error))?;
    let mut bytes = 0;
    while let Some(part) = futures_util::StreamExt::next(&mut out).await {
        bytes += part.map_err(|error| sql::Refused::from(&error))?.len();
    }
    Ok(bytes)
}

#[tokio::test]
async fn attack_22_a_partitioned_table_is_copied() {
    let stage = stage::shared().await;
    let [own, neighbour] = stage.rungs.on(Rung::Shared);
    partitioned(stage, "attack_22").await;
    let data = stage.rungs.access(Budget::default());
    // through the engine no copy ever succeeds: it cannot be taken for an empty table
    for copy in [
        "copy public.attack_22 to stdout",
        "copy public.users to stdout",
        "copy (select * from public.attack_22) to stdout",
        "copy public.users from stdin",
        "copy public.users to program 'cat'",
        "copy public.users to '/dev/null'",
    ] {
        assert!(custom(&data, own, copy).await.is_err(), "{copy}");
    }
    let counted = said(&data, own, "select count(*)::text from public.attack_22").await;
    assert_eq!(counted.unwrap(), ["5"], "and the engine works on");
    // what a backup of the whole does: without row security, or not at all
    for copy in ["copy public.attack_22 to stdout", "copy public.users to stdout"] {
        let mut plain = stage.signed(own).await;
        sql::must(&mut plain, "set row_security = off").await;
        assert_eq!(
            copied(&mut plain, copy).await.map_err(|refused| refused.code),
            Err("42501".to_owned()),
            "{copy}"
        );
    }
    // by hand with row security: PostgreSQL gives the table's own rows, of which a partitioned one has none. That is why
    // the engine refuses it and a backup counts
    let mut plain = stage.signed(own).await;
    assert_eq!(copied(&mut plain, "copy public.attack_22 to stdout").await, Ok(0));
    let query = "copy (select tenant_id from public.attack_22) to stdout";
    assert_eq!(copied(&mut plain, query).await, Ok(5 * 37), "one's own, none of {}", neighbour.id);
}
