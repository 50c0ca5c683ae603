//! What the directory says of one tenant: the row of `tenantry_control.resolve_tenant`, made a context.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use tenantry_model::{
    LimitName, LimitValue, Placement, Rung, TenantContext, TenantFacts, TenantId, TenantStatus,
};

use super::TenantKey;
use crate::EngineError;

/// A tenant that the directory knows, in whatever status. A clone is a pointer.
///
/// ```no_run
/// # use tenantry_engine::resolve::Known;
/// # fn example(known: &Known) {
/// match known.admit() {
///     Ok(tenant) => println!("{} may work", tenant.slug.as_str()),
///     Err(why) => println!("{}: {why}", known.id()),
/// }
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Known(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    context: TenantContext,
    domain: Option<String>,
    expired: bool,
    lasts: Option<Duration>,
}

/// Why a tenant does not get in. As an [`EngineError`] it is a sentence with a remedy.
///
/// ```
/// # use tenantry_engine::EngineError;
/// # use tenantry_engine::resolve::NotAdmitted;
/// assert_eq!(NotAdmitted::Expired.to_string(), "The tenant's subscription has ended.");
/// assert!(matches!(EngineError::from(NotAdmitted::Unknown), EngineError::NotFound(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// There is no such tenant.
    #[error("There is no such tenant.")]
    Unknown,
    /// It is there and not open: suspended, being made, being deleted, or failed.
    #[error("The tenant is {0}.")]
    Closed(TenantStatus),
    /// Its subscription has ended.
    #[error("The tenant's subscription has ended.")]
    Expired,
    /// The directory could not be asked.
    #[error(transparent)]
    Failed(#[from] EngineError),
}

impl From<NotAdmitted> for EngineError {
    fn from(why: NotAdmitted) -> Self {
        let remedy = match &why {
            NotAdmitted::Unknown => return Self::NotFound(why.to_string()),
            NotAdmitted::Failed(error) => return error.clone(),
            NotAdmitted::Closed(_) => "An operator sees the reason, and may resume it.",
            NotAdmitted::Expired => "Renew the subscription.",
        };
        let (message, remedy) = (why.to_string(), remedy.to_owned());
        Self::Precondition { field: "tenant".to_owned(), message, remedy }
    }
}

impl Known {
    /// The tenant's context, whatever its status.
    pub fn context(&self) -> &TenantContext {
        &self.0.context
    }

    /// Its id.
    pub fn id(&self) -> TenantId {
        self.0.context.id
    }

    /// Whether `key` names this tenant.
    pub fn is_named(&self, key: &TenantKey) -> bool {
        match key {
            TenantKey::Id(id) => self.0.context.id == *id,
            TenantKey::Slug(slug) => self.0.context.slug == *slug,
            TenantKey::Domain(domain) => self.0.domain.as_deref() == Some(domain.as_str()),
        }
    }

    /// Its context, if it may work now. A tenant that is moving works on.
    ///
    /// # Errors
    /// [`NotAdmitted::Closed`] or [`NotAdmitted::Expired`].
    pub fn admit(&self) -> Result<TenantContext, NotAdmitted> {
        match self.0.context.status {
            TenantStatus::Active | TenantStatus::Migrating => {}
            TenantStatus::Deleted => return Err(NotAdmitted::Unknown),
            closed @ (TenantStatus::Provisioning
            | TenantStatus::Suspended
            | TenantStatus::Deleting
            | TenantStatus::Failed) => return Err(NotAdmitted::Closed(closed)),
        }
        if self.0.expired {
            return Err(NotAdmitted::Expired);
        }
        Ok(self.0.context.clone())
    }

    /// How long this stays true by the clock alone, from when it was read; none: until somebody changes it.
    pub(super) fn lasts(&self) -> Option<Duration> {
        self.0.lasts
    }

    pub(super) fn from_row(row: &PgRow) -> Result<Self, EngineError> {
        let id = TenantId(row.try_get("id")?);
        let rung: Rung = stored(row, "rung")?;
        let names: Vec<String> = row.try_get("limit_names")?;
        let values: Vec<Option<i64>> = row.try_get("limit_values")?;
        let limit = |(name, value): (&String, &Option<i64>)| {
            Ok((name.parse::<LimitName>()?, LimitValue::from_column(*value)))
        };
        let context = TenantContext::new(TenantFacts {
            id,
            slug: stored(row, "slug")?,
            name: row.try_get("name")?,
            tier: row.try_get("tier")?,
            status: stored(row, "status")?,
            subscription_ends: row.try_get("subscription_ends")?,
            limits: names.iter().zip(&values).map(limit).collect::<Result<_, EngineError>>()?,
            region: row.try_get("region")?,
            features: row.try_get("features")?,
            placement: Placement::of(id, rung, row.try_get("cluster")?),
            generation: row.try_get("generation")?,
            pool_max: positive(row, "pool_max")?,
            statement_timeout_ms: positive(row, "statement_timeout_ms")?,
            encryption_key_ref: row.try_get("encryption_key_ref")?,
        });
        let lasts: Option<f64> = row.try_get("lasts")?;
        Ok(Self(Arc::new(Inner {
            context,
            domain: row.try_get("domain")?,
            expired: row.try_get("expired")?,
            lasts: lasts
                .map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)),
        })))
    }
}

/// A column that holds a word of the model.
fn stored<T: std::str::FromStr>(row: &PgRow, column: &str) -> Result<T, EngineError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| {
        EngineError::Inconsistent(format!("The directory holds a {column} that this program does not know."))
    })
}

fn positive(row: &PgRow, column: &str) -> Result<u32, EngineError> {
    u32::try_from(row.try_get::<i32, _>(column)?)
        .map_err(|_| EngineError::Inconsistent(format!("The directory holds a negative {column}.")))
}
