//! A tenant with an instance of AWS RDS, from the first request to the last snapshot, and what AWS does on bad days.

use std::fmt::Write as _;

use tenantry_tests::cloud::{Fault, When};
use tenantry_tests::sql;

use super::floor::{Floor, Guest, identifier};

/// Requests and works; what it came to.
async fn done(floor: &mut Floor, act: &str, guest: &Guest) -> String {
    floor.request(act, guest).await;
    floor.work().await;
    let told = told(floor, guest).await;
    assert!(told.starts_with("done"), "{act}: {told}");
    format!("# {act}\n{}\n", floor.footprint(guest).await)
}

/// The last operation on a guest: its state, what its steps said, without what differs from run to run.
async fn told(floor: &mut Floor, guest: &Guest) -> String {
    let ask = format!(
        "select o.state || coalesce(': ' || o.error, '') || E'\n' || (select string_agg(format('  %s %s %s', s.name, s.state, coalesce(s.detail, '')), E'\n' order by s.position) \
           from tenantry_control.operation_steps s where s.operation_id = o.id) \
         from tenantry_control.operations o where o.tenant_id = '{}' order by o.id desc limit 1",
        guest.id
    );
    let told = sql::one(&mut floor.admin, ask).await;
    told.replace(&floor.name(guest), "$guest").replace(&guest.id, "$guest")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_on_rds() {
    let mut floor = Floor::in_the_sky().await;
    let guest = floor.guest("instance").await;
    // fifteen minutes of AWS
    let states = ["creating", "creating", "backing-up", "modifying", "available"];
    floor.sky().cloud.between.states(&identifier(&guest), &states);
    let mut life = done(&mut floor, "create", &guest).await;
    life.push_str(&told(&mut floor, &guest).await);
    floor.furnish(&guest).await;
    // a tier that wants another server, in the maintenance window, and then at once
    let tier = format!(
        "select tenantry_control.set_tier('{0}', 'enterprise', 'it grew', (select version from tenantry_control.tenants where id = '{0}'))",
        guest.id
    );
    sql::must(&mut floor.ops, tier).await;
    floor.work().await;
    write!(life, "\n# change of tier\n{}", told(&mut floor, &guest).await).expect("a string takes it");
    let now = format!("select tenantry_control.resize_instance('{}', true, 'not at night')", guest.id);
    if let Err(refused) = sql::run(&mut floor.ops, now).await {
        writeln!(life, "\n{}", refused.message).expect("a string takes it");
    }
    floor.work().await;
    writeln!(life, "\n# at once\n{}", told(&mut floor, &guest).await).expect("a string takes it");
    life.push_str(&done(&mut floor, "delete", &guest).await);
    life.push_str(&done(&mut floor, "restore", &guest).await);
    life.push_str(&done(&mut floor, "delete", &guest).await);
    floor.time_passes().await;
    life.push_str(&done(&mut floor, "purge", &guest).await);
    insta::assert_snapshot!("life_on_rds", life.replace(&guest.id, "$guest"));
    let between = &floor.sky().cloud.between;
    for (call, times) in [("CreateDBInstance", 1), ("DeleteDBInstance", 1)] {
        assert_eq!(between.effects(call, &identifier(&guest)), times, "{call}");
    }
}
