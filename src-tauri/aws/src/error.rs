//! Why AWS did not do it, cut by what the caller does next.

use std::fmt;

/// What AWS said to a call: never what it was asked, so no secret and no name of a tenant's thing beyond AWS's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The action, as AWS names it: `CreateDBInstance`.
    pub action: &'static str,
    /// AWS's error code, or our word for why there is none (`timeout`).
    pub code: String,
    /// The id by which AWS's support finds the call.
    pub request_id: Option<String>,
    /// AWS's own words on one line, without a full stop; none for calls that carry a secret.
    pub words: Option<String>,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, code, request_id, words } = self;
        if let Some(words) = words {
            write!(f, "{words} ")?;
        }
        write!(f, "({action}, {code}, ")?;
        match request_id {
            Some(id) => write!(f, "request {id})"),
            None => f.write_str("no request id)"),
        }
    }
}

/// Why AWS did not do it. Every text is one whole sentence with AWS's error code and the request's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwsError {
    /// Too many calls in a short time, after all attempts of the SDK.
    #[error("AWS asks for fewer calls: {said}.")]
    Throttled {
        /// What AWS said.
        said: Said,
    },
    /// No answer, a lost one, or an error of AWS itself: the call may or may not have taken effect.
    #[error("AWS gave no usable answer, so the call may have taken effect or not: {said}.")]
    Unavailable {
        /// What AWS said, if anything.
        said: Said,
    },
    /// The credentials do not allow it, or there are none.
    #[error("AWS does not allow it: {said}.")]
    Denied {
        /// What AWS said.
        said: Said,
    },
    /// The credentials have run out and could not be renewed.
    #[error("The AWS credentials have expired: {said}.")]
    CredentialsExpired {
        /// What AWS said.
        said: Said,
    },
    /// The account has no room for another one.
    #[error("A quota of the AWS account is used up: {said}.")]
    Quota {
        /// What AWS said.
        said: Said,
    },
    /// A value breaks a rule of AWS, found before the call or by AWS.
    #[error("{message}")]
    Invalid {
        /// The field, in words: `storage`.
        field: String,
        /// A whole sentence about what is wrong.
        message: String,
        /// A whole sentence about what would be right.
        remedy: String,
    },
    /// What was to be changed is not there.
    #[error("AWS has no {what}.")]
    NotFound {
        /// The thing with its name, and AWS's code and request: `instance saas-1 (ModifyDBInstance, …)`.
        what: String,
    },
    /// The name is taken.
    #[error("AWS already has the {what}.")]
    Exists {
        /// The thing with its name, and AWS's code and request.
        what: String,
    },
    /// It is in a state in which this cannot be done now.
    #[error("AWS cannot do it in the present state: {said}.")]
    Conflict {
        /// What AWS said.
        said: Said,
    },
    /// Anything else.
    #[error("AWS refused: {said}.")]
    Other {
        /// What AWS said.
        said: Said,
    },
}

impl AwsError {
    /// What a person can do about it: one or two whole sentences.
    pub fn remedy(&self) -> String {
        match self {
            Self::Throttled { .. } => {
                "Wait a minute: it is tried again; if it stays so, other programs of the account call AWS too often."
            }
            Self::Unavailable { .. } => {
                "Check the network and AWS's health page; it is tried again, and what took effect is found then."
            }
            Self::Denied { .. } => {
                "Check the profile and the region, and let an administrator allow the named action to its role."
            }
            Self::CredentialsExpired { .. } => {
                "Log in again (`aws sso login`, with the profile that is configured) and retry from this step."
            }
            Self::Quota { .. } => {
                "Ask for a higher quota in AWS's Service Quotas console or delete what is not needed, then retry."
            }
            Self::Invalid { remedy, .. } => return remedy.clone(),
            Self::NotFound { .. } => {
                "Check the region and whether somebody deleted it in AWS; the scrubber lists what is missing."
            }
            Self::Exists { .. } => {
                "Look at its tags in AWS: it is adopted when they name this tenant; else rename or delete it there."
            }
            Self::Conflict { .. } => "Wait until AWS has finished what is under way there: it is tried again.",
            Self::Other { .. } => "Look the code up in AWS's documentation; give the request id to AWS's support.",
        }
        .to_owned()
    }

    /// Whether the same call may succeed later without anybody's help.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unavailable { .. } | Self::Conflict { .. } => true,
            Self::Denied { .. }
            | Self::CredentialsExpired { .. }
            | Self::Quota { .. }
            | Self::Invalid { .. }
            | Self::NotFound { .. }
            | Self::Exists { .. }
            | Self::Other { .. } => false,
        }
    }

    /// A value that breaks a rule, found before the call.
    pub(crate) fn invalid(field: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), message: message.into(), remedy: remedy.into() }
    }
}
