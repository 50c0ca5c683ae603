//! A tenant's status and the only transitions that exist. The database holds the same table and decides.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, suggest};

/// Where a tenant stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// Being made; not usable yet.
    Provisioning,
    /// In use.
    Active,
    /// Stopped by an operator; resumes.
    Suspended,
    /// On its way to another placement.
    Migrating,
    /// Quarantined; restorable until purged.
    Deleting,
    /// Gone, apart from its certificate.
    Deleted,
    /// A step failed; the reason stands beside it and retry works.
    Failed,
}

impl TenantStatus {
    /// Every status, in the order of a tenant's life.
    pub const ALL: [Self; 7] = [
        Self::Provisioning,
        Self::Active,
        Self::Suspended,
        Self::Migrating,
        Self::Deleting,
        Self::Deleted,
        Self::Failed,
    ];

    /// The word for it, the same in every layer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "provisioning",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Migrating => "migrating",
            Self::Deleting => "deleting",
            Self::Deleted => "deleted",
            Self::Failed => "failed",
        }
    }

    /// The statuses that may follow this one.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Provisioning => &[Self::Active, Self::Failed],
            Self::Active => &[Self::Suspended, Self::Migrating, Self::Deleting],
            Self::Suspended => &[Self::Active, Self::Deleting],
            Self::Migrating => &[Self::Active, Self::Failed],
            Self::Deleting => &[Self::Deleted, Self::Active, Self::Suspended, Self::Failed],
            Self::Deleted => &[],
            Self::Failed => &[Self::Provisioning, Self::Active, Self::Deleting],
        }
    }

    /// Whether `to` may follow.
    pub fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }
}

impl fmt::Display for TenantStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TenantStatus {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str);
            Refusal::new("status", format!("There is no status \"{text}\"."), suggest(text, &known))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_stays_gone() {
        for to in TenantStatus::ALL {
            assert!(!TenantStatus::Deleted.may_become(to), "deleted → {to}");
        }
    }

    #[test]
    fn words_lead_back() {
        for status in TenantStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        let refusal = "suspendd".parse::<TenantStatus>().unwrap_err();
        assert_eq!(refusal.remedy, "Did you mean \"suspended\"?");
    }
}
