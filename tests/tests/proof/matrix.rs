//! Who may run which command, as a table to read. Each login sits at a real console; each request is one that succeeds
//! for a login that may. The console's early answer must be the database's.

mod requests;

use std::fmt::Write as _;

use serde_json::json;
use tenantry_console::error::ErrorCode;
use tenantry_console::registry::{self, Access, CommandSpec};
use tenantry_console::views::RoleName;
use tenantry_tests::{Fleet, Seat, sql};

use requests::Stage;

/// A login of each kind: its name, its group role, and what the registry calls it.
const LOGINS: [(&str, Option<&str>, &[RoleName]); 7] = [
    ("support", Some("tenantry_support"), &[RoleName::Support]),
    ("ops", Some("tenantry_ops"), &[RoleName::Support, RoleName::Ops]),
    ("approver", Some("tenantry_approver"), &[RoleName::Approver]),
    ("auditor", Some("tenantry_auditor"), &[RoleName::Auditor]),
    ("app", Some("tenantry_app"), &[]),
    ("worker", Some("tenantry_worker"), &[]),
    ("nobody", None, &[]),
];

/// Each command and how it was answered.
type Answers = Vec<(CommandSpec, Result<(), ErrorCode>)>;

/// The early answer: what the UI shows before anybody asks.
fn may_early(spec: &CommandSpec, roles: &[RoleName]) -> bool {
    match spec.access {
        Access::Local => true,
        Access::Roles(any) => any.iter().any(|role| roles.contains(role)),
    }
}

fn cell(outcome: Result<(), ErrorCode>) -> String {
    match outcome {
        Ok(()) => "✔".to_owned(),
        Err(code) => format!("✘ {}", json!(code).as_str().unwrap_or_default()),
    }
}

/// Asks each of the commands once, on a stage of its own.
async fn answers(fleet: &Fleet, seat: &Seat, login: &str, commands: Vec<CommandSpec>) -> Answers {
    let mut all = Vec::new();
    for spec in commands {
        let stage = Stage::set(fleet, seat, login, spec.name).await;
        let answer = match seat.ask(spec.name, stage.request).await {
            // nothing runs that could be cancelled, and everybody may be told so
            Err(error) if spec.name == "task_cancel" && error.code == ErrorCode::NotFound => Ok(()),
            answer => answer.map(drop).map_err(|error| error.code),
        };
        all.push((spec, answer));
    }
    all
}

fn table(columns: &[(&str, Answers)]) -> String {
    let mut text = format!("{:<20}", "command");
    for (login, _) in columns {
        let _ = write!(text, " {login:<13}");
    }
    for row in 0..columns[0].1.len() {
        let _ = write!(text, "\n{:<20}", columns[0].1[row].0.name);
        for (_, answers) in columns {
            let _ = write!(text, " {:<13}", cell(answers[row].1));
        }
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn each_login_may_what_the_registry_says_and_no_more() {
    let fleet = Fleet::fresh().await;
    let mut columns = Vec::new();
    for (login, _, roles) in LOGINS {
        let seat = Seat::empty();
        let enters = seat.console.connect_url(&fleet.url(login)).await;
        assert_eq!(enters.is_ok(), !roles.is_empty(), "{login}: {enters:?}");
        let answers = answers(&fleet, &seat, login, registry::commands()).await;
        for (spec, answer) in &answers {
            let early = may_early(spec, roles) && (spec.name != "connect" || !roles.is_empty());
            assert_eq!(answer.is_ok(), early, "{login}: {}: {answer:?}", spec.name);
        }
        columns.push((login, answers));
    }
    insta::assert_snapshot!("who_may_what", table(&columns));
}

/// The console is not the wall: with a console that believes in yesterday's roles, the database still says no.
#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_once() {
    let fleet = Fleet::fresh().await;
    let mut admin = fleet.admin().await;
    let mut columns = Vec::new();
    for (login, group, _) in LOGINS.into_iter().filter(|(_, _, roles)| roles.is_empty()) {
        let name = format!("was_ops_{login}");
        fleet.hire(&name, group).await;
        sql::must(&mut admin, format!("grant tenantry_ops to {name}")).await;
        let seat = fleet.seat(&name).await;
        sql::must(&mut admin, format!("revoke tenantry_ops from {name}")).await;
        let of_server = registry::commands().into_iter().filter(|spec| spec.access != Access::Local);
        let answers = answers(&fleet, &seat, &name, of_server.collect()).await;
        for (spec, answer) in &answers {
            assert_eq!(*answer, Err(ErrorCode::Denied), "{login}: {}", spec.name);
        }
        columns.push((login, answers));
    }
    insta::assert_snapshot!("after_the_role_was_taken_away", table(&columns));
}
