//! Where tenants live, and how servers of their own are made.

use tenantry_engine::operations::{ClusterSettingsRow, InfrastructureRow, InstanceRow, InstanceSettings};
use tenantry_model::Rung;

use super::Answer;
use super::change::{made, reason, writable};
use super::operations::{known, show, spelled};
use crate::Console;
use crate::present::word;
use crate::views::{
    ClusterLine, ClusterList, InfrastructureView, InstanceSettingsView, InstanceView, InstancesSet, Nothing,
    OperationView, ResizeRequest, TenantKey,
};

/// Where a tenant lives.
pub async fn tenant_infrastructure(console: &Console, request: TenantKey) -> Answer<InfrastructureView> {
    let live = console.live()?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let row = console.ask(&live, live.directory.infrastructure(tenant)).await?;
    Ok(InfrastructureView {
        container: container(&row),
        rung: word::<Rung, _>(&row.rung)?,
        cluster: row.cluster,
        cluster_region: row.cluster_region,
        generation: row.generation.into(),
        storage_bytes: row.storage_bytes.into(),
        sampled_at: row.sampled_at.map(Into::into),
        kept: row.kept,
        statement_timeout_ms: natural(row.statement_timeout_ms),
        pool_max: natural(row.pool_max),
        differs: row.change.map(|change| differences(&change)).unwrap_or_default(),
        instance: row.instance.map(instance).transpose()?,
    })
}

/// Makes a tenant's server what its tier wants.
pub async fn tenant_resize(console: &Console, request: ResizeRequest) -> Answer<OperationView> {
    let live = writable(console)?;
    let why = reason(&request.reason)?;
    let tenant = console.ask(&live, live.directory.find(request.tenant.trim())).await?;
    let id = made(console, &live, live.directory.resize(tenant, request.at_once, why)).await?;
    show(console, id).await
}

/// The clusters.
pub async fn cluster_list(console: &Console, _: Nothing) -> Answer<ClusterList> {
    let live = console.live()?;
    let rows = console.ask(&live, live.directory.clusters()).await?;
    Ok(ClusterList { rows: rows.into_iter().map(cluster).collect::<Answer<_>>()? })
}

/// Says how servers of a cluster's tenants are made.
pub async fn cluster_set_instances(console: &Console, request: InstancesSet) -> Answer<ClusterList> {
    let live = writable(console)?;
    let why = reason(&request.reason)?;
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let settings = InstanceSettings {
        provider: spelled(&request.provider),
        region: said(&request.region),
        engine_version: said(&request.engine_version),
        environment: said(&request.environment),
        subnet_group: said(&request.subnet_group),
        security_groups: request.security_groups,
        alarm_topic: said(&request.alarm_topic),
        kms_key: said(&request.kms_key),
    };
    let cluster = request.cluster.trim();
    made(console, &live, live.directory.set_instances(cluster, &settings, why)).await?;
    cluster_list(console, Nothing {}).await
}

fn container(row: &InfrastructureRow) -> String {
    match (&row.schema_name, &row.database_name, &row.instance) {
        (Some(schema), _, _) => format!("schema {schema}"),
        (_, Some(database), _) => format!("database {database}"),
        (_, _, Some(instance)) => format!("instance {}", instance.identifier),
        _ if row.rung == "instance" => "an instance that is not there yet".to_owned(),
        _ => "rows in the shared tables".to_owned(),
    }
}

/// What a tier wants to be different, a phrase each.
fn differences(change: &serde_json::Value) -> Vec<String> {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let said = |(key, value): (&String, &serde_json::Value)| match key.as_str() {
        "class" => format!("class {}", text(value)),
        "storageGb" => format!("storage {} GB", text(value)),
        "backupDays" => format!("backups for {} days", text(value)),
        "multiAz" => if value == true { "two zones" } else { "one zone" }.to_owned(),
        "deletionProtection" => {
            if value == true { "protected from deletion" } else { "not protected from deletion" }.to_owned()
        }
        other => format!("{other} {}", text(value)),
    };
    change.as_object().into_iter().flatten().map(said).collect()
}

fn instance(row: InstanceRow) -> Answer<InstanceView> {
    Ok(InstanceView {
        address: row.host.zip(row.port).map(|(host, port)| format!("{host}:{port}")),
        provider: known(&row.provider)?,
        identifier: row.identifier,
        region: row.region,
        resource_id: row.resource_id,
        state: row.state,
        class: row.class,
        engine_version: row.engine_version,
        storage_gb: row.storage_gb.map(natural),
        iops: row.iops.map(natural),
        backup_days: row.backup_days.map(natural),
        multi_az: row.multi_az,
        deletion_protection: row.deletion_protection,
        pending: row.pending,
        alarms: row.alarms,
        seen_at: row.seen_at.into(),
    })
}

fn cluster(row: ClusterSettingsRow) -> Answer<ClusterLine> {
    let provider = row.provider.as_deref().map(known).transpose()?;
    Ok(ClusterLine {
        name: row.name,
        region: row.region,
        tenants: row.tenants.into(),
        capacity: i64::from(row.capacity).into(),
        accepts_tenants: row.accepts_tenants,
        here: row.here,
        instances: provider.map(|provider| InstanceSettingsView {
            provider,
            region: row.aws_region,
            engine_version: row.engine_version,
            environment: row.environment,
            subnet_group: row.subnet_group,
            security_groups: row.security_groups.unwrap_or_default(),
            alarm_topic: row.alarm_topic,
            kms_key: row.kms_key,
        }),
    })
}

fn natural(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
