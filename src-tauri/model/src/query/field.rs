//! The fields of the query language: their words and what kind of value each takes.

use crate::refusal::{Refusal, nearest};

/// What a query can ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word of the query language and the column of the grid")]
pub enum Field {
    Status,
    Tier,
    Rung,
    Region,
    Cluster,
    Name,
    Slug,
    Domain,
    Id,
    Parent,
    Usage,
    Users,
    Projects,
    Storage,
    ApiCalls,
    Alarms,
    Created,
    Activity,
    Expires,
}

/// What kind of value a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FieldKind {
    Status,
    Tier,
    Rung,
    Word,
    Id,
    Percent,
    Count,
    Bytes,
    Past,
    Ahead,
}

impl Field {
    /// Every field with its word and an example, in the order shown to people.
    pub const ALL: [(Self, &'static str, &'static str); 19] = [
        (Self::Status, "status", "status:suspended"),
        (Self::Tier, "tier", "tier:pro,enterprise"),
        (Self::Rung, "rung", "rung:schema"),
        (Self::Region, "region", "region:eu"),
        (Self::Cluster, "cluster", "cluster:eu-shared-1"),
        (Self::Name, "name", "name:harbor"),
        (Self::Slug, "slug", "slug:harbor-clinic"),
        (Self::Domain, "domain", "domain:harbor.example"),
        (Self::Id, "id", "id:0190a6b2-…"),
        (Self::Parent, "parent", "parent:harbor-group"),
        (Self::Usage, "usage", "usage>90%"),
        (Self::Users, "users", "users>=100"),
        (Self::Projects, "projects", "projects<3"),
        (Self::Storage, "storage", "storage>50GB"),
        (Self::ApiCalls, "api", "api>100k"),
        (Self::Alarms, "alarms", "alarms>0"),
        (Self::Created, "created", "created>2026-01-01"),
        (Self::Activity, "activity", "activity<30d"),
        (Self::Expires, "expires", "expires<14d"),
    ];

    /// The field that `word` names.
    pub fn from_word(word: &str) -> Result<Self, Refusal> {
        let lower = word.to_lowercase();
        if let Some((field, _, _)) = Self::ALL.iter().find(|(_, known, _)| *known == lower) {
            return Ok(*field);
        }
        let remedy = match nearest(&lower, Self::ALL.iter().map(|(_, known, _)| *known)) {
            Some(near) => format!("Did you mean \"{near}\"?"),
            None => format!("Fields are {}.", Self::ALL.map(|(_, known, _)| known).join(", ")),
        };
        Err(Refusal::new("query", format!("There is no field \"{}\".", word.escape_debug()), remedy))
    }

    /// The word that names it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(field, _, _)| *field == self).map_or("", |(_, word, _)| word)
    }

    /// What kind of value it takes.
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Status => FieldKind::Status,
            Self::Tier => FieldKind::Tier,
            Self::Rung => FieldKind::Rung,
            Self::Region | Self::Cluster | Self::Name | Self::Slug | Self::Domain | Self::Parent => {
                FieldKind::Word
            }
            Self::Id => FieldKind::Id,
            Self::Usage => FieldKind::Percent,
            Self::Users | Self::Projects | Self::ApiCalls | Self::Alarms => FieldKind::Count,
            Self::Storage => FieldKind::Bytes,
            Self::Created | Self::Activity => FieldKind::Past,
            Self::Expires => FieldKind::Ahead,
        }
    }
}
