//! Limits: their names, their values, and what is in force for a tenant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, suggest};

/// What a tier limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitName {
    /// Rows in `users`.
    Users,
    /// Rows in `projects`.
    Projects,
    /// Bytes at rest; a GB is 10⁹ bytes.
    StorageBytes,
    /// API calls in a calendar month, UTC.
    ApiCallsMonth,
}

impl LimitName {
    /// Every limit, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Users, Self::Projects, Self::StorageBytes, Self::ApiCallsMonth];

    /// The word for it, the same in every layer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Projects => "projects",
            Self::StorageBytes => "storage_bytes",
            Self::ApiCallsMonth => "api_calls_month",
        }
    }
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LimitName {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|limit| limit.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str);
            Refusal::new("limit", format!("There is no limit \"{text}\"."), suggest(text, &known))
        })
    }
}

/// A limit's value. `Unlimited` is a value, not a big number; it is greater than every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitValue {
    /// At most this many.
    AtMost(i64),
    /// No limit.
    Unlimited,
}

/// The greatest limit that can be set: 10¹⁸ (an exabyte), well inside a `bigint`.
pub const LIMIT_MAX: i64 = 1_000_000_000_000_000_000;

impl LimitValue {
    /// From the column, where null is unlimited.
    pub fn from_column(value: Option<i64>) -> Self {
        value.map_or(Self::Unlimited, Self::AtMost)
    }

    /// For the column, where null is unlimited.
    pub const fn to_column(self) -> Option<i64> {
        match self {
            Self::AtMost(n) => Some(n),
            Self::Unlimited => None,
        }
    }

    /// Whether `used` is more than this allows.
    pub const fn is_exceeded_by(self, used: i64) -> bool {
        match self {
            Self::AtMost(n) => used > n,
            Self::Unlimited => false,
        }
    }
}

impl fmt::Display for LimitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(n) => n.fmt(f),
            Self::Unlimited => f.write_str("unlimited"),
        }
    }
}

impl FromStr for LimitValue {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("unlimited") {
            return Ok(Self::Unlimited);
        }
        text.parse::<i64>().ok().filter(|n| (0..=LIMIT_MAX).contains(n)).map(Self::AtMost).ok_or_else(|| {
            Refusal::new(
                "value",
                format!("\"{}\" is not a limit.", text.escape_debug()),
                "Give a whole number from 0 to 1000000000000000000, or \"unlimited\".",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_whole_and_bounded() {
        assert_eq!("5".parse(), Ok(LimitValue::AtMost(5)));
        assert_eq!("Unlimited".parse(), Ok(LimitValue::Unlimited));
        for bad in ["-1", "1e30", "1000000000000000000000000000000", "", "5.5", "five", "٥"] {
            assert!(bad.parse::<LimitValue>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn unlimited_is_greater_than_all() {
        assert!(LimitValue::Unlimited > LimitValue::AtMost(i64::MAX));
        assert!(!LimitValue::Unlimited.is_exceeded_by(i64::MAX));
        assert!(LimitValue::AtMost(5).is_exceeded_by(6) && !LimitValue::AtMost(5).is_exceeded_by(5));
    }
}
