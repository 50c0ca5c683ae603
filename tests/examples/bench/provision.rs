//! What a new tenant of its own schema costs: ours one by one, four at once, and requested as operations of one worker
//! and of three; beside the same SQL sent raw and by psql, and beside `Client.save()` of django-tenants. Then a database
//! of its own beside a bare `CREATE DATABASE`.

mod arms;
mod cpu;
mod databases;
mod peer;
mod stage;

use rand::seq::SliceRandom as _;

use crate::ground::Ground;
use crate::machine;
use crate::report::{Sample, figure};
use arms::Arm;
use cpu::Cost;
use stage::Stage;

/// Tenants in the sandbox beforehand.
const TENANTS: u32 = 2_000;
/// Rounds that count, after one that does not.
const ROUNDS: usize = 5;
/// Schemas that an arm makes in a round; TENANTRY_BENCH_SCHEMAS says another number.
const SCHEMAS: usize = 50;

/// An arm is at least so many times as fast as another one.
struct Goal {
    row: &'static str,
    arm: Arm,
    base: Arm,
    bound: f64,
    /// A gate must hold; the others are aims.
    gate: bool,
}

const fn goal(row: &'static str, arm: Arm, base: Arm, bound: f64, gate: bool) -> Goal {
    Goal { row, arm, base, bound, gate }
}

/// `performance.md` section 2, row 7: five times the peer by one session, nine times in parallel.
const GOALS: [Goal; 6] = [
    goal("7 one after another, against Client.save()", Arm::Install, Arm::Django, 5.0, true),
    goal("7 four at once, against Client.save()", Arm::FourAtOnce, Arm::Django, 9.0, true),
    goal("7 one worker, against Client.save()", Arm::OneWorker, Arm::Django, 5.0, true),
    goal("7 three workers, against Client.save()", Arm::ThreeWorkers, Arm::Django, 9.0, true),
    goal("7 one after another, against raw", Arm::Install, Arm::Raw, 0.95, false),
    goal("7 one worker, against raw", Arm::OneWorker, Arm::Raw, 0.95, false),
];

/// Measures and prints; answers how many gates were missed.
pub(crate) async fn measure() -> usize {
    let schemas = std::env::var("TENANTRY_BENCH_SCHEMAS").ok();
    let schemas = schemas.map_or(SCHEMAS, |n| n.parse().expect("TENANTRY_BENCH_SCHEMAS is a number"));
    let ground = Ground::of(TENANTS).await;
    let mut stage = Stage::raise(&ground).await;
    println!(
        "\n{schemas} schemas, {ROUNDS} interleaved rounds, median (least–most); {}",
        stage.server().await
    );
    let rounds = rounds(&mut stage, schemas).await;
    print(&rounds, schemas);
    let mut missed = GOALS.iter().filter(|goal| !verdict(goal, &rounds) && goal.gate).count();
    println!("  {}", machine::load());
    missed += databases::measure(&mut stage).await;
    stage.strike().await;
    ground.leave().await;
    missed
}

type Rounds = Vec<Vec<(Arm, Cost)>>;

async fn rounds(stage: &mut Stage<'_>, schemas: usize) -> Rounds {
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let mut order = Arm::ALL.to_vec();
        order.shuffle(&mut rand::rng());
        let mut costs = Vec::new();
        for arm in order {
            costs.push((arm, arms::run(stage, arm, schemas).await));
        }
        // files are removed when no arm runs, for all of them at once
        stage.clear().await;
        // the first is for caches
        if round > 0 {
            rounds.push(costs);
        }
    }
    rounds
}

fn of(round: &[(Arm, Cost)], arm: Arm) -> Cost {
    round.iter().find(|(ran, _)| *ran == arm).map(|(_, cost)| *cost).expect("every arm runs in every round")
}

fn print(rounds: &Rounds, schemas: usize) {
    let each = |value: f64| value / schemas as f64;
    println!(
        "  {:<42} {:<20} {:>8} {:>9} {:>9}  times as fast as psql",
        "", "ms a schema", "a second", "client ms", "server ms"
    );
    for arm in Arm::ALL {
        let costs: Vec<Cost> = rounds.iter().map(|round| of(round, arm)).collect();
        let wall = Sample::new(costs.iter().map(|cost| each(cost.wall)).collect());
        let [client, server] = [|cost: &Cost| cost.client, |cost: &Cost| cost.server]
            .map(|of| figure(Sample::new(costs.iter().map(|cost| each(of(cost))).collect()).median()));
        let psql = ratio(rounds, arm, Arm::Psql, |cost| cost.wall);
        let second = figure(1e3 / wall.median());
        println!("  {:<42} {:<20} {second:>8} {client:>9} {server:>9}  {psql}", arm.name(), wall.to_string());
    }
}

/// How many times as fast an arm is, or as cheap, round by round.
fn ratio(rounds: &Rounds, arm: Arm, base: Arm, of_cost: impl Fn(Cost) -> f64) -> Sample {
    Sample::new(rounds.iter().map(|round| of_cost(of(round, base)) / of_cost(of(round, arm))).collect())
}

fn verdict(goal: &Goal, rounds: &Rounds) -> bool {
    let wall = ratio(rounds, goal.arm, goal.base, |cost| cost.wall);
    let cpu = ratio(rounds, goal.arm, goal.base, |cost| cost.client + cost.server);
    let met = wall.median() >= goal.bound;
    let kind = if goal.gate { "gate" } else { "aim" };
    let word = if met { "PASS" } else { "miss" };
    println!("  row {:<44} {wall} {kind} ≥ {} {word}; by CPU {cpu}", goal.row, goal.bound);
    met
}
