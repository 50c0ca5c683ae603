//! The group roles of the database, as the console mirrors them. The database decides; this shows the answer early.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A group role of the database that an operator's login can be a member of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorRole {
    /// Inspects tenants.
    Support,
    /// Changes tenants; a member of support too.
    Ops,
    /// Approves what others request.
    Approver,
    /// Reads and verifies the audit chain.
    Auditor,
}

impl OperatorRole {
    /// Every operator role.
    pub const ALL: [Self; 4] = [Self::Support, Self::Ops, Self::Approver, Self::Auditor];

    /// The short word for it; the database role is `tenantry_` and this word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Ops => "ops",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
        }
    }
}

impl fmt::Display for OperatorRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
