//! From the SDK's error to ours: which code means what.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_rds::config::http::HttpResponse;
use aws_sdk_rds::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_rds::operation::RequestId as _;

use crate::error::{AwsError, Said};

/// The longest that is kept of AWS's own words, in characters: enough for every message of RDS that was seen.
const WORDS: usize = 400;

/// What a failing call was about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The action, as AWS names it.
    pub(crate) action: &'static str,
    /// The thing with its name: `instance saas-1`.
    pub(crate) what: &'a str,
}

/// What a code means to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Throttled,
    Unavailable,
    Denied,
    Expired,
    Quota,
    Invalid,
    NotFound,
    Exists,
    Conflict,
    Other,
}

impl Call<'_> {
    /// Our error for the SDK's, with AWS's words.
    pub(crate) fn refused<E>(self, error: SdkError<E, HttpResponse>) -> AwsError
    where
        E: Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        self.read(&error, words(&error))
    }

    /// Our error for the SDK's, without AWS's words: a message about a bad value may repeat the value, which is a secret.
    pub(crate) fn refused_silently<E>(self, error: SdkError<E, HttpResponse>) -> AwsError
    where
        E: Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        self.read(&error, None)
    }

    /// An answer of success without what it promises.
    pub(crate) fn unreadable(self) -> AwsError {
        let code = "incomplete answer".to_owned();
        AwsError::Unavailable { said: Said { action: self.action, code, request_id: None, words: None } }
    }

    fn read<E>(self, error: &SdkError<E, HttpResponse>, words: Option<String>) -> AwsError
    where
        E: Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let said = |code: &str| Said {
            action: self.action,
            code: code.to_owned(),
            request_id: error.request_id().map(str::to_owned),
            words: words.clone(),
        };
        if let Some(cause) = credentials(error) {
            return without_credentials(cause, self.action);
        }
        match error {
            SdkError::TimeoutError(_) => AwsError::Unavailable { said: said("timeout") },
            SdkError::DispatchFailure(failure) => {
                let code = if failure.is_timeout() { "timeout" } else { "no connection" };
                AwsError::Unavailable { said: said(code) }
            }
            SdkError::ResponseError(_) => AwsError::Unavailable { said: said("unreadable answer") },
            SdkError::ServiceError(service) => {
                let status = service.raw().status().as_u16();
                let code = error.code().map_or_else(|| format!("HTTP {status}"), str::to_owned);
                self.meant(meaning(&code, status), said(&code))
            }
            _ => AwsError::Other { said: said("the call could not be made") },
        }
    }

    fn meant(self, meaning: Meaning, said: Said) -> AwsError {
        match meaning {
            Meaning::Throttled => AwsError::Throttled { said },
            Meaning::Unavailable => AwsError::Unavailable { said },
            Meaning::Denied => AwsError::Denied { said },
            Meaning::Expired => AwsError::CredentialsExpired { said },
            Meaning::Quota => AwsError::Quota { said },
            Meaning::Conflict => AwsError::Conflict { said },
            Meaning::Other => AwsError::Other { said },
            Meaning::NotFound => AwsError::NotFound { what: self.named(said) },
            Meaning::Exists => AwsError::Exists { what: self.named(said) },
            Meaning::Invalid => AwsError::invalid(
                self.what,
                format!("AWS does not take a value of the {}: {said}.", self.what),
                "Correct the value that AWS names, in the configuration or in the request, and retry from this step.",
            ),
        }
    }

    /// The thing with AWS's code and request, without AWS's words, which say the same.
    fn named(self, said: Said) -> String {
        format!("{} {}", self.what, Said { words: None, ..said })
    }
}

/// Why there are no credentials, when that is the cause.
fn credentials<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CredentialsError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(cause) = error.downcast_ref() {
            return Some(cause);
        }
        next = error.source();
    }
    None
}

/// Nothing of the cause's text is shown: a credential process may have printed anything.
fn without_credentials(cause: &CredentialsError, action: &'static str) -> AwsError {
    let said = |code: &str, words: &str| Said {
        action,
        code: code.to_owned(),
        request_id: None,
        words: Some(words.to_owned()),
    };
    match cause {
        CredentialsError::CredentialsNotLoaded(_) => {
            AwsError::Denied { said: said("no credentials", "No AWS credentials were found on this machine") }
        }
        CredentialsError::ProviderTimedOut(_) => AwsError::Unavailable {
            said: said("credentials timeout", "The source of the AWS credentials did not answer in time"),
        },
        CredentialsError::InvalidConfiguration(_) => AwsError::invalid(
            "AWS profile",
            format!("The AWS profile cannot be used ({action}, invalid configuration, no request id)."),
            "Check the profile's name and its entries in ~/.aws/config and ~/.aws/credentials.",
        ),
        _ => AwsError::CredentialsExpired {
            said: said("no new credentials", "The source of the AWS credentials gave no new ones"),
        },
    }
}

/// AWS's own words on one line, without a full stop.
fn words<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let message = error.message()?;
    let line: String = message.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS).collect();
    let line = line.trim_end_matches('.');
    (!line.is_empty()).then(|| line.to_owned())
}

/// What AWS's error codes mean. RDS writes some with and some without `Fault`, the SDK models say otherwise at times, and
/// Secrets Manager ends them with `Exception`: the endings are left out.
/// Source: the lists of errors of each action in the API references, and the common errors of both protocols.
fn meaning(code: &str, status: u16) -> Meaning {
    let name = code.trim_end_matches("Fault").trim_end_matches("Exception");
    match name {
        "Throttling"
        | "Throttled"
        | "RequestThrottled"
        | "TooManyRequests"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "PriorRequestNotComplete"
        | "SlowDown"
        | "TransactionInProgress" => Meaning::Throttled,
        "InternalFailure"
        | "InternalServiceError"
        | "InternalServer"
        | "InternalError"
        | "ServiceUnavailable"
        | "RequestTimeout"
        | "InsufficientDBInstanceCapacity" => Meaning::Unavailable,
        "ExpiredToken" | "RequestExpired" | "TokenRefreshRequired" => Meaning::Expired,
        "AccessDenied"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "AuthFailure"
        | "OptInRequired"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "UnrecognizedClient"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "KMSKeyNotAccessible"
        | "EncryptionFailure"
        | "DecryptionFailure"
        | "AuthorizationNotFound" => Meaning::Denied,
        "LimitExceeded" => Meaning::Quota,
        _ if name.contains("QuotaExceeded") => Meaning::Quota,
        "DBInstanceNotFound" | "DBSnapshotNotFound" | "ResourceNotFound" => Meaning::NotFound,
        "DBInstanceAlreadyExists" | "DBSnapshotAlreadyExists" | "ResourceExists" => Meaning::Exists,
        "InvalidDBInstanceState"
        | "InvalidDBSnapshotState"
        | "InvalidRequest"
        | "ResourceConflict"
        | "ConcurrentModification"
        | "PreconditionNotMet"
        | "OperationAborted"
        | "Conflict" => Meaning::Conflict,
        "InvalidParameter"
        | "InvalidParameterValue"
        | "InvalidParameterCombination"
        | "InvalidNextToken"
        | "MissingParameter"
        | "MissingRequiredParameter"
        | "Validation"
        | "ValidationError"
        | "InvalidSubnet"
        | "InvalidVPCNetworkState"
        | "StorageTypeNotSupported"
        | "ProvisionedIopsNotAvailableInAZ"
        | "DBSubnetGroupDoesNotCoverEnoughAZs"
        | "NetworkTypeNotSupported" => Meaning::Invalid,
        // a group, a key or a certificate that the request names
        _ if name.ends_with("NotFound") => Meaning::Invalid,
        _ => match status {
            429 => Meaning::Throttled,
            401 | 403 => Meaning::Denied,
            500.. => Meaning::Unavailable,
            _ => Meaning::Other,
        },
    }
}
