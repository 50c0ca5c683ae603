//! PostgreSQL versions: which are supported, and which minor versions are unsafe for a server that many tenants share.

use std::fmt;

/// A server's version, from `server_version_num`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerVersion(pub i32);

/// The oldest major version that works: row filters of logical replication came with it.
pub const OLDEST_MAJOR: i32 = 15;

/// The first minor versions without CVE-2026-14666 (cached plans ignore role changes) and CVE-2026-16239.
const SAFE_MINORS: [(i32, i32); 4] = [(15, 19), (16, 15), (17, 11), (18, 6)];

impl ServerVersion {
    /// `18` of `18.4`.
    pub const fn major(self) -> i32 {
        self.0 / 10_000
    }

    /// `4` of `18.4`.
    pub const fn minor(self) -> i32 {
        self.0 % 10_000
    }

    /// Whether Tenantry works on it at all.
    pub const fn is_supported(self) -> bool {
        self.major() >= OLDEST_MAJOR
    }

    /// The minor version to update to, when this one is unsafe.
    pub fn safe_minor(self) -> Option<i32> {
        let (_, safe) = SAFE_MINORS.into_iter().find(|(major, _)| *major == self.major())?;
        (self.minor() < safe).then_some(safe)
    }

    /// What an operator must know about it.
    pub fn warning(self) -> Option<String> {
        self.safe_minor().map(|safe| {
            format!(
                "PostgreSQL {self} has known holes in how cached plans follow roles; update to {}.{safe} or later.",
                self.major()
            )
        })
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major(), self.minor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_minors_are_named() {
        assert_eq!(ServerVersion(150_018).safe_minor(), Some(19));
        assert_eq!(ServerVersion(150_019).safe_minor(), None);
        assert_eq!(ServerVersion(180_004).to_string(), "18.4");
        assert!(!ServerVersion(140_012).is_supported());
        assert!(ServerVersion(180_004).warning().is_some_and(|w| w.contains("18.6")));
    }
}
