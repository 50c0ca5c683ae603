//! Where servers of tenants' own are made in the proofs of AWS: something that stands in for it, and a real PostgreSQL
//! behind every instance, entered as the login that RDS gives: one that makes roles and databases and is no superuser.

use tenantry_aws::{AlarmSpec, Comparison, InstanceSpec, NewSecret};
use tenantry_tests::cloud::Cloud;
use tenantry_tests::server::Ground;
use tenantry_tests::sql;

use super::{Floor, Guest};

/// What RDS gives the login that an instance is made with, by name; a superuser makes it here.
const MASTER: &str = "tenant_admin";

pub(in crate::operations) struct Sky {
    pub(in crate::operations) cloud: Cloud,
    server: Ground,
}

impl Floor {
    /// A floor whose tenants' own servers are instances of RDS.
    pub(in crate::operations) async fn in_the_sky() -> Self {
        let mut floor = Self::new().await;
        let server = Ground::new(0, |_| {}).await;
        let mut admin = server.enter_as("tenantry_admin", "postgres").await;
        let password =
            secrecy::ExposeSecret::expose_secret(&server.server.password_for(MASTER).expect("a password"))
                .to_owned();
        let make = format!(
            "create role {MASTER} login createrole createdb password '{password}'; \
             grant pg_monitor, pg_signal_backend to {MASTER} with admin option; \
             grant create on database postgres to {MASTER}"
        );
        sql::must(&mut admin, make).await;
        sql::must(
            &mut floor.ops,
            "select tenantry_control.set_instances(name, 'rds', 'eu-central-1', '18.4', 'proof', 'apart', '{sg-0123456789abcdef0}', \
             'arn:aws:sns:eu-central-1:000000000001:alarms', null, 'a proof') from tenantry_control.clusters",
        )
        .await;
        floor.sky = Some(Sky { cloud: Cloud::raise().await, server });
        floor
    }
}

pub(in crate::operations) fn identifier(guest: &Guest) -> String {
    format!("saas-{}", guest.id)
}

impl Sky {
    /// Puts the real server behind the instance that will be made for a guest.
    pub(super) async fn expect(&self, guest: &Guest) {
        let password = self.server.server.password_for(MASTER).expect("a password");
        let password = secrecy::ExposeSecret::expose_secret(&password);
        let port = self.server.server.port;
        self.cloud.stand_in(&identifier(guest), "127.0.0.1", port, MASTER, password).await;
    }

    /// What a worker's process finds in its environment.
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        let mut all = self.cloud.variables();
        all.push(("TENANTRY_INSTANCE_TLS", "off".to_owned()));
        all
    }

    /// The URL of a login on a guest's instance; none: the instance is not there.
    pub(super) async fn url_of(&self, guest: &Guest, login: &str, database: &str) -> Option<String> {
        let aws = self.cloud.aws().await;
        aws.instance(&identifier(guest)).await.expect("AWS answers")?;
        if login == "tenantry_admin" {
            return Some(self.server.url(login, database));
        }
        let name = format!("saas/tenant/{}/database", guest.id);
        let secret = aws.secret(&name).await.expect("AWS answers").and_then(|secret| secret.value);
        let secret = secret.expect("the services' login is a secret");
        let secret: serde_json::Value =
            serde_json::from_str(secrecy::ExposeSecret::expose_secret(&secret)).expect("JSON");
        let (login, password) = (secret["username"].as_str()?, secret["password"].as_str()?);
        Some(format!("postgres://{login}:{password}@127.0.0.1:{}/{database}", self.server.server.port))
    }

    /// What is there of a guest at AWS, and on the server behind it.
    pub(super) async fn footprint(&self, guest: &Guest, name: &str) -> String {
        let aws = self.cloud.aws().await;
        let instance = aws.instance(&identifier(guest)).await.expect("AWS answers");
        let secret = aws.secret(&format!("saas/tenant/{}/database", guest.id)).await.expect("AWS answers");
        let secret = match secret {
            None => "no secret",
            Some(secret) if secret.deleted_at.is_some() => "a secret that is going",
            Some(_) => "a secret",
        };
        let alarms = aws.alarms(&identifier(guest)).await.expect("AWS answers").len();
        let Some(instance) = instance else { return format!("no instance, {secret}, {alarms} alarms") };
        let mut there = self.server.enter_as("tenantry_admin", "postgres").await;
        let ask = format!(
            "select string_agg(case when d.datname like 'zz%' then 'away' else 'here' end || case when d.datallowconn then ' open' else ' closed' end, ', ') \
             || ', login ' || (select case when rolcanlogin then 'open' else 'closed' end from pg_roles where rolname = '{name}') \
             from pg_database d where d.datname = '{name}' or exists (select from aclexplode(d.datacl) a join pg_roles r on r.oid = a.grantee where r.rolname = '{name}')"
        );
        let database = sql::one(&mut there, ask).await;
        format!(
            "instance {} of {}, {secret}, {alarms} alarms, protected {}, backups {}, database {database}",
            instance.state, instance.class, instance.deletion_protection, instance.backup_days
        )
    }

    /// An instance of a name that somebody else made.
    pub(in crate::operations) async fn somebody_elses_instance(&self, identifier: &str) {
        self.an_instance(identifier, &[("Owner", "another team")]).await;
    }

    async fn an_instance(&self, identifier: &str, tags: &[(&str, &str)]) {
        let spec = InstanceSpec {
            identifier: identifier.to_owned(),
            class: "db.t3.micro".to_owned(),
            engine_version: "18.4".to_owned(),
            storage_gb: 20,
            wanted_iops: 3_000,
            backup_days: 1,
            multi_az: false,
            deletion_protection: false,
            insights_days: None,
            kms_key: None,
            subnet_group: None,
            security_groups: Vec::new(),
            tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        };
        self.cloud.aws().await.create_instance(&spec).await.expect("AWS makes it");
    }

    /// An instance, a secret and an alarm of a tenant that nobody knows.
    pub(in crate::operations) async fn strangers(&self, nobody: &Guest) {
        let aws = self.cloud.aws().await;
        self.an_instance(&identifier(nobody), &[("ManagedBy", "tenantry"), ("TenantId", &nobody.id)]).await;
        self.a_secret_in_the_way(nobody, Some(false)).await;
        let alarm = AlarmSpec {
            name: format!("{}-high-cpu", identifier(nobody)),
            instance: identifier(nobody),
            metric: "CPUUtilization".to_owned(),
            comparison: Comparison::Above,
            threshold: 80.0,
            periods: 2,
            period_seconds: 300,
            topic: None,
            description: String::new(),
            tags: Vec::new(),
        };
        aws.put_alarm(&alarm).await.expect("AWS keeps it");
    }

    /// A secret where a guest's would be: somebody else's, or one of an earlier operation that is there, or going.
    pub(in crate::operations) async fn a_secret_in_the_way(&self, guest: &Guest, going: Option<bool>) {
        let aws = self.cloud.aws().await;
        let name = format!("saas/tenant/{}/database", guest.id);
        let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let ours =
            [tag("ManagedBy", "tenantry"), tag("TenantId", &guest.id), tag("tenantry:saga", "earlier")];
        let new = NewSecret {
            name: &name,
            token: &format!("{}-0123456789", guest.id),
            value: &"precious".to_owned().into(),
            description: "",
            kms_key: None,
            tags: if going.is_some() { &ours } else { &[] },
        };
        aws.create_secret(&new).await.expect("AWS keeps it");
        if going == Some(true) {
            aws.delete_secret(&name, 7).await.expect("AWS lets it go");
        }
    }
}
