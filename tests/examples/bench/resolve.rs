//! Which tenant a request is for: remembered, asked for, and asked for by a thousand at once, against the look-up that a
//! service would do for each request (`select … where slug = $1`, prepared, on a connection that it holds).

use std::hint::black_box;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sqlx::PgConnection;
use tenantry_engine::connect::Target;
use tenantry_engine::resolve::{TenantKey, Tenants};

use crate::ground::{Ground, wanted};
use crate::report::{AtMost, Sample};
use crate::rounds::{ROUNDS, Times};

/// A remembered answer, in microseconds.
const HIT: AtMost = AtMost(1.0);
/// A hit against a look-up: the gate, and the aim.
const OF_A_LOOK_UP: AtMost = AtMost(1.0 / 500.0);
/// An answer that is asked for against the same statement by hand.
const MISS: AtMost = AtMost(1.5);
/// Hits in one call of an arm: one alone is shorter than the clock sees.
const HITS: usize = 10_000;
/// What is looked up need not be a million.
const FLEET_MOST: u32 = 20_000;
/// As many as ask at once.
const CROWD: usize = 1_000;

/// Prints the figures and returns how many goals were missed.
pub(crate) async fn measure() -> usize {
    let ground = Ground::of(wanted().min(FLEET_MOST)).await;
    let target = Target::from_url(&ground.url("app")).expect("the sandbox's URLs are URLs");
    let slugs = slugs(&ground).await;
    let tenants = Tenants::open(&target);
    hearing(&tenants).await;
    let mut hand = ground.enter("app").await;
    let mut plain = ground.enter("tenantry_admin").await;
    let mut missed = hits(&tenants, &mut plain, &slugs).await;
    missed += misses(&target, &mut hand, &slugs).await;
    missed += crowd(&target, &slugs[0]).await;
    ground.leave().await;
    missed
}

/// A service that has run for a moment hears of changes; what it learned before is forgotten then.
async fn hearing(tenants: &Tenants) {
    while !tenants.counts().hears {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn slugs(ground: &Ground) -> Vec<String> {
    let query = "select slug from tenantry_control.tenants where status = 'active' order by id limit 2000";
    let mut admin = ground.enter("tenantry_admin").await;
    sqlx::query_scalar(query).fetch_all(&mut admin).await.expect("the sandbox has a fleet")
}

fn key(text: &str) -> TenantKey {
    text.parse().expect("the directory holds slugs and ids")
}

async fn hits(tenants: &Tenants, plain: &mut PgConnection, slugs: &[String]) -> usize {
    let by_slug = key(&slugs[0]);
    let known = tenants.look_up(&by_slug).await.expect("the directory answers").expect("the tenant is there");
    let by_id = TenantKey::Id(known.id());
    let times = Times::take(3, async |arm| match arm {
        0 | 1 => {
            let key = if arm == 0 { &by_slug } else { &by_id };
            for _ in 0..HITS {
                black_box(tenants.admit(black_box(key)).await.is_ok());
            }
        }
        _ => {
            // what a service without a cache does for each request, with the columns that it needs
            let row = sqlx::query("select id, name, status, tier, rung, cluster, generation from tenantry_control.tenants where slug = $1");
            row.bind(&slugs[0]).fetch_one(&mut *plain).await.expect("the tenant is there");
        }
    })
    .await;
    let micros = |arm: usize| times.of(arm).median() * 1e3 / HITS as f64;
    println!(
        "\n{ROUNDS} interleaved rounds, median; the look-up by slug takes {:.1} µs",
        times.of(2).median() * 1e3
    );
    let mut missed = 0;
    for (arm, name) in [(0, "by slug"), (1, "by id")] {
        let ratio = times.ratio(arm, 2).median() / HITS as f64;
        println!(
            "remembered, {name}: {:.3} µs {}; {:.0} times as fast as the look-up, {}",
            micros(arm),
            HIT.verdict(micros(arm)),
            1.0 / ratio,
            if OF_A_LOOK_UP.is_met(ratio) { "aim ≥ 500 PASS" } else { "aim ≥ 500 miss" },
        );
        missed += usize::from(!HIT.is_met(micros(arm)));
    }
    missed
}

/// Each is asked for the first time: one statement, against the very same one by hand.
async fn misses(target: &Target, hand: &mut PgConnection, slugs: &[String]) -> usize {
    let tenants = Tenants::open(target);
    hearing(&tenants).await;
    let mut asked = slugs.iter().cycle();
    // a second pass would find all remembered
    let rounds = Times::take(2, async |arm| {
        let slug = asked.next().expect("they go round");
        if arm == 0 {
            tenants.look_up(&key(slug)).await.expect("the directory answers");
        } else {
            let row = sqlx::query("select * from tenantry_control.resolve_tenant('slug', $1)");
            row.bind(slug).fetch_one(&mut *hand).await.expect("the tenant is there");
        }
    })
    .await;
    let counts = tenants.counts();
    assert_eq!(counts.questions, counts.look_ups, "every one was a miss");
    let ratio = rounds.ratio(0, 1);
    println!(
        "asked for: {} ms, {ratio} of the same statement by hand, {}",
        rounds.of(0),
        MISS.verdict(ratio.median())
    );
    usize::from(!MISS.is_met(ratio.median()))
}

/// A crowd that asks for one tenant at once, new each round.
async fn crowd(target: &Target, slug: &str) -> usize {
    let (mut times, mut most) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let tenants = Tenants::open(target);
        hearing(&tenants).await;
        let begun = Instant::now();
        let asked = (0..CROWD).map(|_| {
            let (tenants, key) = (tenants.clone(), key(slug));
            tokio::spawn(async move { tenants.look_up(&key).await.is_ok_and(|known| known.is_some()) })
        });
        assert!(join_all(asked).await.into_iter().all(|found| found.unwrap_or(false)));
        times.push(begun.elapsed());
        most = most.max(tenants.counts().questions);
    }
    let verdict = if most == 1 { "goal 1 PASS" } else { "goal 1 miss" };
    println!(
        "{CROWD} at once, a connection to be opened first: {} ms, {most} question {verdict}",
        Sample::of_times(&times)
    );
    usize::from(most != 1)
}
