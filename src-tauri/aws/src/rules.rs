//! AWS's own rules, so that a wrong value is told before anything is made.

use crate::error::AwsError;

/// The volume of a gp3 instance for PostgreSQL, in GB: 20 to 65,536 (RDS user guide, "gp3 storage").
const STORAGE_GB: std::ops::RangeInclusive<i32> = 20..=65_536;
/// From here on gp3 for PostgreSQL takes IOPS of one's own; below, 3,000 are given (the same page).
const OWN_IOPS_FROM_GB: i32 = 400;
/// What it then takes.
const OWN_IOPS: (i32, i32) = (12_000, 64_000);

type Checked = Result<(), AwsError>;

fn refuse(field: &str, message: String, remedy: &str) -> Checked {
    Err(AwsError::invalid(field, message, remedy))
}

/// The IOPS that are asked for with a volume of this size; `None` for the baseline, which may not be asked for.
pub(crate) fn iops(storage_gb: i32, wanted: i32) -> Option<i32> {
    (storage_gb >= OWN_IOPS_FROM_GB).then(|| wanted.clamp(OWN_IOPS.0, OWN_IOPS.1))
}

/// A region's name: letters, digits and hyphens.
pub(crate) fn region(region: &str) -> Checked {
    let known = region.len() >= 4
        && region.contains('-')
        && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if known {
        return Ok(());
    }
    refuse("region", format!("{region:?} is not an AWS region."), "Name one such as eu-central-1.")
}

/// A URL with a host.
pub(crate) fn endpoint(endpoint: &str) -> Checked {
    let host = endpoint.strip_prefix("https://").or_else(|| endpoint.strip_prefix("http://"));
    let takes =
        |host: &str| !host.is_empty() && !host.starts_with('/') && !host.contains([' ', '@', '?', '#']);
    if host.is_some_and(takes) {
        return Ok(());
    }
    let message = "The AWS endpoint is not a URL of a server without a login.".to_owned();
    refuse("endpoint", message, "Give one such as https://rds.example.com, or none for AWS's own.")
}

/// An instance's or a snapshot's identifier: 1 to 63 characters, a letter first, no two hyphens in a row, none at the end.
pub(crate) fn identifier(field: &str, identifier: &str) -> Checked {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = (1..=63).contains(&identifier.len())
        && identifier.starts_with(|c: char| c.is_ascii_lowercase())
        && identifier.chars().all(letters)
        && !identifier.contains("--")
        && !identifier.ends_with('-');
    if good {
        return Ok(());
    }
    refuse(
        field,
        format!("AWS does not take {identifier:?} as the {field}."),
        "Use 1 to 63 small letters, digits and hyphens, a letter first, no two hyphens in a row and none at the end.",
    )
}

/// An instance class: `db.<family>.<size>`.
pub(crate) fn class(class: &str) -> Checked {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let parts: Vec<&str> = class.split('.').collect();
    if let ["db", family, size] = parts.as_slice()
        && part(family)
        && part(size)
    {
        return Ok(());
    }
    refuse("class", format!("{class:?} is not an instance class."), "Name one such as db.t3.small.")
}

/// A version of PostgreSQL: `17` or `17.6`.
pub(crate) fn engine_version(version: &str) -> Checked {
    let mut parts = version.split('.');
    let number = |part: &str| !part.is_empty() && part.len() <= 3 && part.chars().all(|c| c.is_ascii_digit());
    if parts.clone().count() <= 2 && parts.all(number) {
        return Ok(());
    }
    refuse(
        "engine version",
        format!("{version:?} is not a version of PostgreSQL."),
        "Name one that RDS offers in the region, such as 17.6, or only the major one.",
    )
}

/// The size of a volume.
pub(crate) fn storage(gb: i32) -> Checked {
    if STORAGE_GB.contains(&gb) {
        return Ok(());
    }
    refuse("storage", format!("A gp3 volume of {gb} GB is not made by RDS."), "Choose 20 to 65,536 GB.")
}

/// A volume that is changed: RDS never makes one smaller.
pub(crate) fn growth(from_gb: i32, to_gb: i32) -> Checked {
    storage(to_gb)?;
    if to_gb >= from_gb {
        return Ok(());
    }
    refuse(
        "storage",
        format!("The volume has {from_gb} GB and RDS cannot make it {to_gb} GB."),
        "Keep the size; a smaller one needs a new instance and a move.",
    )
}

/// How long automated backups are kept.
pub(crate) fn backups(days: i32) -> Checked {
    if (0..=35).contains(&days) {
        return Ok(());
    }
    refuse("backups", format!("RDS does not keep automated backups for {days} days."), "Choose 0 to 35 days.")
}

/// How long Performance Insights keeps what it saw: 7 days, 1 to 23 months of 31 days, or 731 days.
pub(crate) fn insights(days: i32) -> Checked {
    if days == 7 || days == 731 || (days % 31 == 0 && (1..=23).contains(&(days / 31))) {
        return Ok(());
    }
    refuse(
        "insights",
        format!("Performance Insights does not keep {days} days."),
        "Choose 7, 731, or a multiple of 31 up to 713 days.",
    )
}

/// The ids of security groups, and a subnet group's name.
pub(crate) fn network(security_groups: &[String], subnet_group: Option<&str>) -> Checked {
    let id = |id: &str| id.strip_prefix("sg-").is_some_and(|rest| !rest.is_empty() && plain(rest));
    if let Some(bad) = security_groups.iter().find(|group| !id(group)) {
        let message = format!("{bad:?} is not the id of a security group.");
        return refuse("security groups", message, "Give ids such as sg-0123456789abcdef0.");
    }
    match subnet_group {
        Some(name) if name.is_empty() || name.len() > 255 || name.eq_ignore_ascii_case("default") => refuse(
            "subnet group",
            format!("{name:?} is not a subnet group's name."),
            "Give the name of one that exists in the region, or none for the account's own.",
        ),
        _ => Ok(()),
    }
}

fn plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

/// Tags: at most 50, each key once and 1 to 128 characters, values up to 256, of the characters that AWS takes.
pub(crate) fn tags(tags: &[(String, String)]) -> Checked {
    let wrong = |message: String| {
        refuse(
            "tags",
            message,
            "Use at most 50 tags; keys of 1 to 128 and values of up to 256 letters, digits, spaces and _ . : / = + - @; no key twice and none that begins with aws:.",
        )
    };
    if tags.len() > 50 {
        return wrong(format!("{} tags are more than AWS takes.", tags.len()));
    }
    let takes = |text: &str| text.chars().all(|c| c.is_alphanumeric() || " _.:/=+-@".contains(c));
    for (at, (key, value)) in tags.iter().enumerate() {
        let long = key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256;
        if long || !takes(key) || !takes(value) || key.to_ascii_lowercase().starts_with("aws:") {
            return wrong(format!("AWS does not take the tag {key:?} with this value."));
        }
        if tags[..at].iter().any(|(earlier, _)| earlier == key) {
            return wrong(format!("The tag {key:?} is given twice."));
        }
    }
    Ok(())
}

/// A secret's name: 1 to 512 letters, digits and / _ + = . @ -, and not ending as an ARN does.
pub(crate) fn secret_name(name: &str) -> Checked {
    let takes = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    if (1..=512).contains(&name.len()) && name.chars().all(takes) {
        return Ok(());
    }
    refuse(
        "secret name",
        format!("AWS does not take {name:?} as the name of a secret."),
        "Use 1 to 512 letters, digits and / _ + = . @ -.",
    )
}

/// The days in which a deleted secret can be restored.
pub(crate) fn recovery(days: i64) -> Checked {
    if (7..=30).contains(&days) {
        return Ok(());
    }
    refuse(
        "recovery days",
        format!("A secret cannot be kept restorable for {days} days."),
        "Choose 7 to 30 days.",
    )
}

/// An alarm's periods: whole minutes (or 10, 20 and 30 seconds), a day at most in all.
pub(crate) fn periods(periods: i32, seconds: i32) -> Checked {
    let whole = [10, 20, 30].contains(&seconds) || (seconds > 0 && seconds % 60 == 0);
    if whole && periods > 0 && i64::from(periods) * i64::from(seconds) <= 86_400 {
        return Ok(());
    }
    refuse(
        "periods",
        format!("CloudWatch does not look at {periods} periods of {seconds} seconds."),
        "Use periods of whole minutes that make a day at most together.",
    )
}

/// An alarm's name: 1 to 255 printable ASCII characters.
pub(crate) fn alarm_name(name: &str) -> Checked {
    if (1..=255).contains(&name.len()) && name.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return Ok(());
    }
    refuse(
        "alarm name",
        format!("CloudWatch does not take {name:?} as a name."),
        "Use 1 to 255 ASCII characters.",
    )
}

/// A threshold that can be compared with.
pub(crate) fn threshold(threshold: f64) -> Checked {
    if threshold.is_finite() {
        return Ok(());
    }
    refuse("threshold", format!("{threshold} is not a threshold."), "Give a number in the metric's own unit.")
}

/// The token of a secret's creation: 32 to 64 characters.
pub(crate) fn token(token: &str) -> Checked {
    if (32..=64).contains(&token.len()) && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Ok(());
    }
    let message = "The token of the call is not one that Secrets Manager takes.".to_owned();
    refuse("token", message, "Give 32 to 64 letters, digits and hyphens, such as a UUID.")
}
