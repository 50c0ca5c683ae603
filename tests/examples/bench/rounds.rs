//! Interleaved rounds: in each, every arm runs as often as the others, in a shuffled order, and arms are compared within
//! the round, so that what else the machine does falls on all of them.

use std::time::{Duration, Instant};

use rand::seq::SliceRandom as _;

use crate::report::Sample;

/// Rounds that count, after one that does not.
pub(crate) const ROUNDS: usize = 7;
/// Calls of an arm in a round; the arm's time is their median.
const CALLS: usize = 15;
/// An arm slower than this is called once in a round.
const SLOW: Duration = Duration::from_millis(60);
/// An arm slower than this is slow for another reason than cold pages.
const VERY_SLOW: Duration = Duration::from_secs(1);

/// The median time of each arm in each round.
#[derive(Debug)]
pub(crate) struct Times {
    rounds: Vec<Vec<Duration>>,
}

impl Times {
    /// Calls every arm in every round; `call` gets the number of the arm.
    pub(crate) async fn take(arms: usize, mut call: impl AsyncFnMut(usize)) -> Self {
        let mut calls = vec![1; arms];
        // the warm-up also tells which arms are slow
        for (arm, calls) in calls.iter_mut().enumerate() {
            let first = timed(&mut call, arm).await;
            // what was read from disk the first time may be quick the second
            let slow = first > VERY_SLOW || (first > SLOW && timed(&mut call, arm).await > SLOW);
            *calls = if slow { 1 } else { CALLS };
        }
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(round(&calls, &mut call).await);
        }
        Self { rounds }
    }

    /// The times of an arm, in milliseconds.
    pub(crate) fn of(&self, arm: usize) -> Sample {
        let times: Vec<Duration> = self.rounds.iter().map(|round| round[arm]).collect();
        Sample::of_times(&times)
    }

    /// How many times as long as `base` an arm took, round by round.
    pub(crate) fn ratio(&self, arm: usize, base: usize) -> Sample {
        Sample::new(self.rounds.iter().map(|r| r[arm].as_secs_f64() / r[base].as_secs_f64()).collect())
    }
}

async fn round(calls: &[usize], call: &mut impl AsyncFnMut(usize)) -> Vec<Duration> {
    let mut order: Vec<usize> =
        calls.iter().enumerate().flat_map(|(arm, calls)| std::iter::repeat_n(arm, *calls)).collect();
    order.shuffle(&mut rand::rng());
    let mut times = vec![Vec::new(); calls.len()];
    for arm in order {
        let time = timed(call, arm).await;
        times[arm].push(time);
    }
    times.into_iter().map(median).collect()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn timed(call: &mut impl AsyncFnMut(usize), arm: usize) -> Duration {
    let start = Instant::now();
    call(arm).await;
    start.elapsed()
}
