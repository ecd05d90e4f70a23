//! Names and versions of rules. Every output that a rule made says which.

use serde::{Deserialize, Serialize};

/// A rule with its version. The version rises when the same claims give another answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rule {
    /// E.g. "conservative".
    pub name: std::borrow::Cow<'static, str>,
    /// From 1.
    pub version: u16,
}

impl Rule {
    /// A rule of this program.
    pub const fn new(name: &'static str, version: u16) -> Rule {
        Rule { name: std::borrow::Cow::Borrowed(name), version }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} v{}", self.name, self.version)
    }
}
