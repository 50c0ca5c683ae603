//! A tenant with an instance of AWS RDS, from the first request to the last snapshot, and what AWS does on bad days.

use std::fmt::Write as _;

use tenantry_aws::InstanceChange;
use tenantry_tests::cloud::{ANY, Fault, When};
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

/// The calls that a workflow makes, in the order in which it first makes them.
fn calls(floor: &Floor, from: usize) -> Vec<String> {
    let mut names = Vec::new();
    for seen in floor.sky().cloud.between.seen().into_iter().skip(from) {
        if !names.contains(&seen.call.action) {
            names.push(seen.call.action);
        }
    }
    names
}

/// Brings a guest to where an act begins.
async fn ready(floor: &mut Floor, act: &str) -> Guest {
    several(floor, act, 1).await.remove(0)
}

/// The same for several at once. One that is being made is its operation: of those there is one at a time.
async fn several(floor: &mut Floor, act: &str, count: usize) -> Vec<Guest> {
    let mut guests = Vec::new();
    for _ in 0..count {
        guests.push(floor.guest("instance").await);
    }
    if act != "create" {
        floor.work().await;
        let failed = "select coalesce(string_agg(error, ' '), '') from tenantry_control.operations where state <> 'done'";
        assert_eq!(sql::one(&mut floor.admin, failed).await, "", "the guests are there");
    }
    if matches!(act, "restore" | "purge") {
        for guest in &guests {
            floor.request("delete", guest).await;
        }
        floor.work().await;
        floor.time_passes().await;
    }
    guests
}

async fn state(floor: &mut Floor, operation: &str) -> String {
    let ask = format!("select state from tenantry_control.operations where id = '{operation}'");
    sql::one(&mut floor.admin, ask).await
}

async fn act_on(floor: &mut Floor, act: &str, operation: &str) {
    sql::must(&mut floor.ops, format!("select tenantry_control.{act}_operation('{operation}', 'a proof')"))
        .await;
    floor.work().await;
}

/// One call of one workflow, failing in one way: what it comes to, and that it ends as if nothing had been.
async fn cell(
    floor: &mut Floor,
    guest: Guest,
    (act, call): (&str, &str),
    fault: Fault,
    undisturbed: &str,
) -> &'static str {
    let when = match fault {
        Fault::Throttled | Fault::Broken => When::First(2),
        Fault::Lost => When::Nth(1),
        _ => When::Every,
    };
    floor.sky().cloud.between.plan(call, when, fault);
    let operation = floor.request(act, &guest).await;
    floor.work().await;
    floor.sky().cloud.between.calm();
    let came_to = state(floor, &operation).await;
    let word = match came_to.as_str() {
        "done" => "finished",
        "failed" => {
            act_on(floor, "retry", &operation).await;
            assert_eq!(
                state(floor, &operation).await,
                "done",
                "{act}, {call} {fault:?}, mended: {}",
                told(floor, &guest).await
            );
            "paused, resumed"
        }
        other => panic!("{act}, {call} {fault:?}: {other}\n{}", told(floor, &guest).await),
    };
    let end = floor.footprint(&guest).await;
    let last = |print: &str| print.lines().last().unwrap_or_default().to_owned();
    assert_eq!(last(&end), last(undisturbed), "{act}, {call} {fault:?}");
    for (once, name) in [("CreateDBInstance", "create"), ("DeleteDBInstance", "purge")] {
        if name == act {
            assert_eq!(
                floor.sky().cloud.between.effects(once, &identifier(&guest)),
                1,
                "{act}, {call} {fault:?}"
            );
        }
    }
    word
}

/// Each call of a workflow, failing in each way.
async fn faults_of(act: &str) -> String {
    const FAULTS: [Fault; 4] = [Fault::Throttled, Fault::Lost, Fault::Denied, Fault::Expired];
    let mut floor = Floor::in_the_sky().await;
    let guest = ready(&mut floor, act).await;
    let from = floor.sky().cloud.between.seen().len();
    floor.request(act, &guest).await;
    floor.work().await;
    let calls = calls(&floor, from);
    let undisturbed = floor.footprint(&guest).await;
    let ahead = if act == "create" { 0 } else { calls.len() * FAULTS.len() };
    let mut guests = several(&mut floor, act, ahead).await;
    let mut lines = String::new();
    for call in calls {
        let mut came_to = Vec::new();
        for fault in FAULTS {
            let guest = match guests.pop() {
                Some(guest) => guest,
                None => ready(&mut floor, act).await,
            };
            came_to.push(cell(&mut floor, guest, (act, &call), fault, &undisturbed).await);
        }
        writeln!(
            lines,
            "{act:<8} {call:<22} throttled: {:<16} answer lost: {:<16} refused: {:<16} expired: {}",
            came_to[0], came_to[1], came_to[2], came_to[3]
        )
        .expect("a string takes it");
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_of_a_creation_may_fail() {
    insta::assert_snapshot!("fault_matrix_create", faults_of("create").await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: cargo nextest run -p tenantry-tests --test proof --run-ignored only"]
async fn each_call_of_a_deletion_may_fail() {
    let all = faults_of("delete").await + &faults_of("restore").await;
    insta::assert_snapshot!("fault_matrix_delete", all);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: cargo nextest run -p tenantry-tests --test proof --run-ignored only"]
async fn each_call_of_a_purge_may_fail() {
    insta::assert_snapshot!("fault_matrix_purge", faults_of("purge").await);
}

/// What an operation came to in one line, and what is there then.
async fn came_to(floor: &mut Floor, guest: &Guest) -> String {
    let ask = format!(
        "select o.state || ': ' || coalesce(o.error, '') || coalesce(' — ' || o.remedy, '') from tenantry_control.operations o \
         where o.tenant_id = '{}' order by o.id desc limit 1",
        guest.id
    );
    let line = sql::one(&mut floor.admin, ask).await;
    let print = floor.footprint(guest).await;
    let print = print.lines().rev().find(|line| line.contains("instance")).unwrap_or_default().to_owned();
    let told =
        format!("{line}\n    {print}").replace(&floor.name(guest), "$guest").replace(&guest.id, "$guest");
    regex::Regex::new("request [0-9a-f-]+")
        .expect("a pattern")
        .replace_all(&told, "request $$id")
        .into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_days_of_aws_are_told_and_leave_nothing() {
    let mut floor = Floor::in_the_sky().await;
    let mut lines = String::new();
    let mut tell =
        |what: &str, line: String| writeln!(lines, "{what}\n    {line}").expect("a string takes it");

    let guest = floor.guest("instance").await;
    floor.sky().cloud.between.plan(ANY, When::EveryOther, Fault::Throttled);
    floor.work().await;
    floor.sky().cloud.between.calm();
    tell("half of all calls throttled", came_to(&mut floor, &guest).await);

    for (what, states) in [
        ("creating for ever", vec!["creating"]),
        ("incompatible-network", vec!["creating", "incompatible-network"]),
    ] {
        let guest = floor.guest("instance").await;
        floor.sky().cloud.between.states(&identifier(&guest), &states);
        floor.work().await;
        tell(what, came_to(&mut floor, &guest).await);
    }

    let guest = floor.guest("instance").await;
    let quota = Fault::Refused { status: 400, code: "InstanceQuotaExceeded" };
    floor.sky().cloud.between.plan("CreateDBInstance", When::Every, quota);
    floor.work().await;
    floor.sky().cloud.between.calm();
    tell("quota 0", came_to(&mut floor, &guest).await);
    let operation = floor.request("create", &guest).await;
    act_on(&mut floor, "cancel", &operation).await;
    tell("quota 0, given up", came_to(&mut floor, &guest).await);

    let guest = floor.guest("instance").await;
    floor.sky().somebody_elses_instance(&identifier(&guest)).await;
    floor.work().await;
    tell("the name is taken by somebody else", came_to(&mut floor, &guest).await);

    for (what, ours) in [("the secret is somebody else's", None), ("the secret is going", Some(true))] {
        let guest = floor.guest("instance").await;
        floor.sky().a_secret_in_the_way(&guest, ours).await;
        floor.work().await;
        tell(what, came_to(&mut floor, &guest).await);
    }

    let guest = floor.guest("instance").await;
    floor.sky().cloud.between.states(&identifier(&guest), &["creating", "failed"]);
    floor.sky().cloud.between.plan("DeleteDBInstance", When::Every, Fault::Denied);
    floor.work().await;
    floor.sky().cloud.between.calm();
    tell("it cannot be taken back", came_to(&mut floor, &guest).await);
    let operation = floor.request("create", &guest).await;
    act_on(&mut floor, "retry", &operation).await;
    tell("it can, later", came_to(&mut floor, &guest).await);
    insta::assert_snapshot!("bad_days_of_aws", lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_whose_protection_or_snapshot_is_gone_is_not_removed() {
    let mut floor = Floor::in_the_sky().await;
    let guest = ready(&mut floor, "create").await;
    floor.work().await;
    let tier = format!(
        "select tenantry_control.set_tier('{0}', 'enterprise', 'it grew', (select version from tenantry_control.tenants where id = '{0}'))",
        guest.id
    );
    sql::must(&mut floor.ops, tier).await;
    floor.work().await;
    let now = format!("select tenantry_control.resize_instance('{}', true, 'protect it')", guest.id);
    sql::must(&mut floor.ops, now).await;
    floor.work().await;
    floor.request("delete", &guest).await;
    floor.work().await;
    floor.time_passes().await;
    let aws = floor.sky().cloud.aws().await;
    let unprotect = InstanceChange { deletion_protection: Some(false), ..InstanceChange::default() };
    aws.change_instance(&identifier(&guest), &unprotect, true).await.expect("anybody at AWS can");
    floor.request("purge", &guest).await;
    floor.work().await;
    let refused = came_to(&mut floor, &guest).await;
    assert!(refused.contains("was protected from deletion, and is not any more"), "{refused}");
    assert!(refused.contains("instance available"), "{refused}");
}

/// What a scrub finds that is not of the sandbox's own: kind and name.
async fn scrubbed(floor: &mut Floor) -> (String, Vec<(String, String)>) {
    let id = sql::one(&mut floor.ops, "select tenantry_control.request_scrub('a proof')").await;
    floor.work().await;
    let looked = format!(
        "select string_agg(place || coalesce(': ' || why, ''), '; ') from tenantry_control.scrub_places \
         where scrub_id = '{id}' and place like 'AWS%'"
    );
    assert_eq!(sql::one(&mut floor.admin, looked).await, "AWS eu-central-1");
    let found = format!(
        "select coalesce(string_agg(kind || ' ' || name, ';' order by number), '') from tenantry_control.scrub_findings \
         where scrub_id = '{id}' and place like 'AWS%'"
    );
    let found = sql::one(&mut floor.admin, found).await;
    let pair = |line: &str| line.split_once(' ').map(|(kind, name)| (kind.to_owned(), name.to_owned()));
    (id, found.split(';').filter_map(pair).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nobodys_at_aws_is_found_and_goes_when_it_is_decided() {
    let mut floor = Floor::in_the_sky().await;
    let (guest, lost) = (ready(&mut floor, "create").await, floor.guest("instance").await);
    floor.work().await;
    let nobody = Guest { id: "01900000-0000-7000-8000-000000000bad".to_owned(), rung: "instance" };
    floor.sky().strangers(&nobody).await;
    floor.sky().somebody_elses_instance("another-teams").await;
    floor.sky().cloud.aws().await.delete_instance(&identifier(&lost)).await.expect("anybody at AWS can");
    let (scrub, found) = scrubbed(&mut floor).await;
    let name = identifier(&nobody);
    let expected = [
        ("instance", name.clone()),
        ("secret", format!("saas/tenant/{}/database", nobody.id)),
        ("alarm", format!("{name}-high-cpu")),
        ("missing_server", identifier(&lost)),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(kind, name)| (kind.to_owned(), name)).collect();
    assert_eq!(found, expected, "of {} nothing is found", guest.id);
    sql::must(
        &mut floor.ops,
        format!(
            "select tenantry_control.decide_findings('{scrub}', (select array_agg(number) from tenantry_control.scrub_findings \
               where scrub_id = '{scrub}' and place like 'AWS%' and can_purge), 'purge', 'nobody''s'); \
             select tenantry_control.purge_findings('{scrub}', 'nobody''s')"
        ),
    )
    .await;
    floor.work().await;
    let aws = floor.sky().cloud.aws().await;
    assert!(aws.instance(&name).await.expect("AWS answers").is_none());
    assert!(
        aws.snapshot(&format!("{name}-scrubbed")).await.expect("AWS answers").is_some(),
        "a last snapshot"
    );
    assert!(aws.alarms(&name).await.expect("AWS answers").is_empty());
    assert!(aws.instance("another-teams").await.expect("AWS answers").is_some(), "what is not ours stays");
    let (_, left) = scrubbed(&mut floor).await;
    assert_eq!(left, [("missing_server".to_owned(), identifier(&lost))]);
}
