//! Turns a bare server into a sandbox: installs Tenantry, makes the logins, fills in a fleet. Each part sees what is
//! there already, so a sandbox that was killed half way is finished by the next call.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};

use super::logins::LOGINS;
use super::{SandboxServer, fill, logins};
use crate::connect::{Target, close};
use crate::{EngineError, install};

impl SandboxServer {
    /// Installs what is missing, makes the logins, and fills in `tenants` tenants when there are none. Returns how many
    /// tenants there are.
    pub async fn furnish(
        &self,
        tenants: u32,
        seed: u32,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<u32, EngineError> {
        let _held = self.hold(progress).await?;
        let admin = Target::from_url(self.admin_url()?.expose_secret())?;
        if install::status(&admin).await?.iter().any(|folder| !folder.pending.is_empty()) {
            progress("Installing Tenantry.");
            install::install(&admin, install::Sample::Included).await?;
        }
        let mut connection = admin.connect().await?;
        logins::make(self, &mut connection).await?;
        let here = format!("sandbox:{}", self.dir.display());
        let count = count(&mut connection).await?;
        let count = if count == 0 && tenants > 0 {
            fill::fill(&mut connection, tenants, seed, progress).await?;
            self::count(&mut connection).await?
        } else {
            count
        };
        let administered = "update tenantry_control.clusters set administered_by = $1 where administered_by is distinct from $1";
        sqlx::query(administered).bind(here).execute(&mut connection).await?;
        close(connection).await;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// A URL for each login, `admin` among them. They hold passwords: for a connection, never for a log.
    pub fn urls(&self) -> Result<BTreeMap<&'static str, SecretString>, EngineError> {
        let mut urls = BTreeMap::from([("admin", self.admin_url()?)]);
        for (login, _) in LOGINS {
            urls.insert(login, self.url(login)?);
        }
        Ok(urls)
    }

    /// How many tenants its directory holds; none: it is not furnished yet.
    pub async fn tenants(&self) -> Option<u32> {
        let admin = Target::from_url(self.admin_url().ok()?.expose_secret()).ok()?;
        let mut connection = admin.connect().await.ok()?;
        let count = count(&mut connection).await.ok();
        close(connection).await;
        count.and_then(|count| u32::try_from(count).ok())
    }
}

async fn count(admin: &mut sqlx::PgConnection) -> Result<i64, EngineError> {
    Ok(sqlx::query_scalar("select count(*) from tenantry_control.tenants").fetch_one(admin).await?)
}
