//! Reading a server program's version, and whether a system server of it is safe enough to be taken unasked.

use crate::version::{OLDEST_MAJOR, ServerVersion};

/// The newest major that Tenantry is tried on; a system server beyond it is passed over.
const NEWEST_MAJOR: i32 = 18;

/// Reads what `postgres --version` says, or a version on its own; `None` when no version stands in it.
pub(super) fn read(text: &str) -> Option<ServerVersion> {
    let word = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut parts = word.splitn(2, '.');
    let major = leading_number(parts.next()?)?;
    // A beta (`19beta2`) has no minor release.
    let minor = parts.next().and_then(leading_number).unwrap_or(0);
    Some(ServerVersion(major * 10_000 + minor))
}

/// Whether it is a known major version in which the known holes are closed.
pub(super) fn is_safe(version: ServerVersion) -> bool {
    (OLDEST_MAJOR..=NEWEST_MAJOR).contains(&version.major()) && version.safe_minor().is_none()
}

/// The first safe releases as a phrase for a sentence: `15.19, 16.15, 17.11 or 18.6`.
pub(super) fn safe_releases() -> String {
    let first_safe = |major: i32| {
        let minor = ServerVersion(major * 10_000).safe_minor().unwrap_or(0);
        ServerVersion(major * 10_000 + minor).to_string()
    };
    let all: Vec<String> = (OLDEST_MAJOR..NEWEST_MAJOR).map(first_safe).collect();
    format!("{} or {}", all.join(", "), first_safe(NEWEST_MAJOR))
}

fn leading_number(text: &str) -> Option<i32> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).map_or(text, |end| &text[..end]);
    digits.parse().ok().filter(|number| *number < 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_servers_print_them() {
        let read = |text| read(text).map(|v| v.0);
        assert_eq!(read("postgres (PostgreSQL) 18.4"), Some(180_004));
        assert_eq!(read("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(150_018));
        assert_eq!(read("postgres (PostgreSQL) 19beta2"), Some(190_000));
        assert_eq!(read("postgres: error while loading shared libraries"), None);
    }

    #[test]
    fn only_minors_with_the_fixes_are_taken_unasked() {
        assert!([150_019, 160_015, 170_011, 180_006, 180_007].map(ServerVersion).into_iter().all(is_safe));
        assert!(![150_018, 180_004, 140_099, 190_001].map(ServerVersion).into_iter().any(is_safe));
        assert_eq!(safe_releases(), "15.19, 16.15, 17.11 or 18.6");
    }
}
