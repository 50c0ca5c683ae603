select c.name, c.region, c.capacity, coalesce(n.tenants, 0) as tenants, c.accepts_tenants, c.here,
       tenantry_control.instance_provider(c.name) as provider, s.region as aws_region, s.engine_version, s.environment,
       s.subnet_group, s.security_groups, s.alarm_topic, s.kms_key
from tenantry_control.clusters c
left join (select t.cluster, count(*) as tenants from tenantry_control.tenants t where t.status <> 'deleted'
           group by t.cluster) n on n.cluster = c.name
left join tenantry_control.instance_settings s on s.cluster = c.name
order by c.name
