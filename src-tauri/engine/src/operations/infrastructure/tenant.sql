select t.rung::text, t.cluster, c.region as cluster_region, t.schema_name, t.database_name, t.generation, t.storage_bytes,
       t.sampled_at, q.kept, tiers.statement_timeout_ms, tiers.pool_max, to_jsonb(i) as instance,
       tenantry_control.instance_change(t) as change
from tenantry_control.tenants t
join tenantry_control.clusters c on c.name = t.cluster
join tenantry_control.tiers tiers on tiers.name = t.tier
left join tenantry_control.quarantines q on q.tenant_id = t.id
left join tenantry_control.instances i on i.tenant_id = t.id
where t.id = $1
