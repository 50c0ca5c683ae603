//! The servers to look at. Several clusters may be one server, and one database on it: it is looked at once, for all of them.

use sqlx::PgConnection;

use super::super::ledger::Taken;
use super::super::steps::{Shop, StepError};
use super::book::{Book, Server};
use crate::EngineError;
use crate::connect::{Target, close};

/// A server, and the database on it that tenants share.
pub(super) struct Site {
    /// What it is called in the findings: its clusters.
    pub(super) name: String,
    pub(super) clusters: Vec<String>,
    /// Where it is; none: it cannot be reached.
    target: Option<Target>,
    /// Why it cannot be reached.
    pub(super) unreachable: Option<String>,
    /// Which server and database it is, by what nobody else has.
    identity: String,
    /// The isolation kit is installed in the shared database.
    pub(super) kit: bool,
}

impl Site {
    /// A connection that may take its time, but waits for nobody.
    pub(super) async fn connect(&self) -> Result<PgConnection, StepError> {
        let Some(target) = &self.target else {
            let why = self.unreachable.clone().unwrap_or_default();
            return Err(EngineError::Unavailable(why).into());
        };
        let mut connection = target.connect().await?;
        let set = "set statement_timeout = 0; set lock_timeout = '5s'; set row_security = off";
        sqlx::raw_sql(set).execute(&mut connection).await?;
        Ok(connection)
    }
}

/// Every server of the directory.
pub(super) async fn sites(book: &Book, shop: &Shop) -> Result<Vec<Site>, EngineError> {
    let mut sites: Vec<Site> = Vec::new();
    for server in book.servers().await? {
        let site = site(shop, &server).await;
        match sites.iter_mut().find(|known| known.identity == site.identity) {
            Some(known) => known.clusters.push(server.cluster),
            None => sites.push(site),
        }
    }
    for site in &mut sites {
        site.name = site.clusters.join(", ");
    }
    Ok(sites)
}

async fn site(shop: &Shop, server: &Server) -> Site {
    let reached = reach(shop, server).await;
    let mut site = Site {
        name: String::new(),
        clusters: vec![server.cluster.clone()],
        target: None,
        unreachable: None,
        identity: format!("unreachable {}", server.cluster),
        kit: false,
    };
    match reached {
        Ok((target, identity, kit)) => (site.target, site.identity, site.kit) = (Some(target), identity, kit),
        Err(failed) => site.unreachable = Some(format!("It was not looked at: {}", failed.error)),
    }
    site
}

async fn reach(shop: &Shop, server: &Server) -> Result<(Target, String, bool), StepError> {
    let nobody = Taken::on_server(&server.cluster, server.here, server.administered_by.as_deref());
    let target = shop.ground.admin(&nobody).await?;
    let mut connection = target.connect().await?;
    let ask = "select (select system_identifier from pg_control_system()) || ' ' || current_database(), \
                      to_regclass('tenantry.placements') is not null";
    let (identity, kit): (String, bool) = sqlx::query_as(ask).fetch_one(&mut connection).await?;
    close(connection).await;
    Ok((target, identity, kit))
}
