//! Tenants on all four rungs, with the services' access to them: two on each rung, so that each has a neighbour.

use secrecy::ExposeSecret as _;
use sqlx::PgConnection;
use tenantry_engine::connect::Target;
use tenantry_engine::install::{self, Sample};
use tenantry_engine::scoped::{Budget, ContextKey, Source, Sources, TenantData, WireTarget};
use tenantry_model::{LimitValue, Placement, Rung, TenantContext, TenantFacts, TenantId, TenantStatus};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::server::Ground;
use crate::{Fleet, sql};

/// The secret of the tests' context key.
pub const SECRET: [u8; 32] = [7; 32];

/// Two tenants on each rung and the way to their rows.
pub struct Rungs {
    /// The database with the shared tables and the schemas.
    pub fleet: Fleet,
    /// `[own, neighbour]` of each rung.
    pub tenants: Vec<[TenantContext; 2]>,
    /// The service's access to all of them.
    pub data: TenantData,
    /// The URLs of the databases of their own, by tenant, as the service's login.
    pub own: Vec<(TenantId, String)>,
    /// The way to the shared tables and the schemas.
    pub shared: Source,
    /// The ways to the databases of their own.
    pub ways: Vec<(TenantId, Source)>,
}

impl Rungs {
    /// Makes them: a schema, a database and, for the instance rung, a database on a server that holds nothing else.
    pub async fn raise(instance: &Ground, budget: Budget) -> Self {
        let fleet = Fleet::fresh().await;
        let shared = source(&fleet.url("app"), "control", &mut fleet.admin().await).await;
        let (mut tenants, mut own, mut ways) = (Vec::new(), Vec::new(), Vec::new());
        for rung in Rung::ALL {
            let pair = [facts(rung), facts(rung)];
            for tenant in &pair {
                if let Some((url, source)) = place(&fleet, instance, tenant).await {
                    own.push((tenant.id, url));
                    ways.push((tenant.id, source));
                }
            }
            tenants.push(pair);
        }
        let data = TenantData::new(sources(&shared, &ways), budget);
        Self { fleet, tenants, data, own, shared, ways }
    }

    /// Another access to the same tenants: for another runtime, or with another budget.
    pub fn access(&self, budget: Budget) -> TenantData {
        TenantData::new(sources(&self.shared, &self.ways), budget)
    }

    /// The way to a tenant's rows.
    pub fn way(&self, tenant: &TenantContext) -> &Source {
        self.ways.iter().find(|(id, _)| *id == tenant.id).map_or(&self.shared, |(_, way)| way)
    }

    /// All tenants.
    pub fn all(&self) -> impl Iterator<Item = &TenantContext> {
        self.tenants.iter().flatten()
    }

    /// The pair of a rung.
    pub fn on(&self, rung: Rung) -> &[TenantContext; 2] {
        &self.tenants[rung as usize]
    }
}

fn sources(shared: &Source, ways: &[(TenantId, Source)]) -> Sources {
    let sources = Sources::new().shared(["control".to_owned()], shared.clone());
    ways.iter().fold(sources, |sources, (tenant, way)| sources.own(*tenant, way.clone()))
}

/// A tenant that no directory knows: the kit knows it, and that is what counts here.
pub fn facts(rung: Rung) -> TenantContext {
    let id = TenantId(Uuid::now_v7());
    TenantContext::new(TenantFacts {
        id,
        slug: format!("t-{}", id.0.simple()).parse().expect("a slug"),
        name: "A tenant".to_owned(),
        tier: "pro".to_owned(),
        status: TenantStatus::Active,
        subscription_ends: None,
        limits: vec![(tenantry_model::LimitName::Users, LimitValue::Unlimited)],
        region: "eu-west".to_owned(),
        features: Vec::new(),
        placement: Placement::of(id, rung, "control".to_owned()),
        generation: 1,
        pool_max: 8,
        statement_timeout_ms: 30_000,
        encryption_key_ref: None,
    })
}

/// Gives the tenant its place; the way to it, when it is one of its own.
async fn place(fleet: &Fleet, instance: &Ground, tenant: &TenantContext) -> Option<(String, Source)> {
    let name = format!("own_{}", tenant.id.0.simple());
    let ground = match tenant.placement.rung() {
        Rung::Shared => {
            placed(&mut fleet.admin().await, tenant).await;
            return None;
        }
        Rung::Schema => {
            let admin = Target::from_url(&fleet.url("tenantry_admin")).expect("a URL");
            install::install_schema(&admin, tenant.id).await.expect("a schema can be made");
            placed(&mut fleet.admin().await, tenant).await;
            return None;
        }
        Rung::Database => fleet.ground,
        Rung::Instance => instance,
    };
    let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
    sql::must(&mut admin, format!("create database {name}")).await;
    let target = Target::from_url(&ground.url("tenantry_admin", &name)).expect("a URL");
    installed(&target, Some(tenant.id)).await;
    let mut admin = ground.enter_as("tenantry_admin", &name).await;
    placed(&mut admin, tenant).await;
    let url = ground.url("app", &name);
    let source = source(&url, "control", &mut admin).await;
    Some((url, source))
}

/// One installer at a time: what it grants and revokes for its own time is the whole server's.
static INSTALLER: Mutex<()> = Mutex::const_new(());

/// Installs the kit and the sample tables in a database of the cluster `control`.
///
/// # Panics
/// When they cannot be installed.
pub async fn installed(target: &Target, tenant: Option<TenantId>) {
    let _one = INSTALLER.lock().await;
    install::install_data(target, "control", tenant, Sample::Included).await.expect("the kit is installed");
}

/// Tells the kit of a tenant.
pub async fn placed(admin: &mut PgConnection, tenant: &TenantContext) {
    let (id, generation) = (tenant.id, tenant.generation);
    let place = format!("select tenantry.place('{id}', {generation}, null, null, '{{}}', null, '{{}}')");
    sql::must(admin, place).await;
}

/// The service's way to a database.
pub async fn source(url: &str, cluster: &str, admin: &mut PgConnection) -> Source {
    let secret = "decode(repeat('07', 32), 'hex')";
    let key =
        sql::one(admin, format!("select tenantry.add_context_key('app', {secret}, interval '1 day')")).await;
    Source {
        target: WireTarget::from_url(url).expect("a URL"),
        key: ContextKey::new(&key, &SECRET).expect("a key"),
        cluster: cluster.to_owned(),
        tenant: None,
        schema: "public".parse().expect("a name"),
    }
}

/// The server of the instance rung: it holds no directory.
pub async fn instance() -> Ground {
    let ground = Ground::new(0, |_| {}).await;
    let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
    let target = Target::from_url(&ground.url("tenantry_admin", "postgres")).expect("a URL");
    install::install_data(&target, "control", None, Sample::LeftOut).await.expect("the kit is installed");
    let password = ground.server.password_for("app").expect("the sandbox's state can be written");
    let password = password.expose_secret();
    sql::must(&mut admin, format!("create role app login password '{password}' in role tenantry_app")).await;
    ground
}
