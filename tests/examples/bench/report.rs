//! How figures are printed: the median with its least and most, and beside a goal whether it was met.

use std::fmt;
use std::time::Duration;

/// Some measurements of one thing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    /// Of numbers in any order.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// Of times, in milliseconds.
    pub(crate) fn of_times(times: &[Duration]) -> Self {
        Self::new(times.iter().map(|time| time.as_secs_f64() * 1e3).collect())
    }

    /// The value that `share` (0 to 1) of the others do not exceed.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
    }

    /// The middle one.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// How many exceed `bound`.
    pub(crate) fn above(&self, bound: f64) -> usize {
        self.0.iter().filter(|value| **value > bound).count()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// `median (least–most)`.
impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [least, median, most] = [0.0, 0.5, 1.0].map(|share| figure(self.quantile(share)));
        write!(f, "{median} ({least}–{most})")
    }
}

/// Three digits that count.
pub(crate) fn figure(value: f64) -> String {
    match value.abs() {
        n if n >= 100.0 => format!("{value:.0}"),
        n if n >= 10.0 => format!("{value:.1}"),
        n if n.fract() == 0.0 => format!("{value:.0}"),
        n if n >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.5}"),
    }
}

/// A goal that a figure must not exceed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AtMost(pub(crate) f64);

impl AtMost {
    /// Whether the figure meets it.
    pub(crate) fn is_met(self, value: f64) -> bool {
        value <= self.0
    }

    /// The verdict, in words.
    pub(crate) fn verdict(self, value: f64) -> String {
        format!("goal ≤ {} {}", self.0, if self.is_met(value) { "PASS" } else { "miss" })
    }
}

/// 1234567 as 1,234,567.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
