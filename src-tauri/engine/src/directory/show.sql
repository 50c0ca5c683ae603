select t.id, t.slug, t.name, t.domain, t.status::text, t.status_reason, t.tier, t.region, t.rung::text, t.cluster,
       t.schema_name, t.database_name, t.generation, t.usage_permille, t.subscription_ends, t.features,
       nullif(t.last_activity, '-infinity') as last_activity, t.created_at, t.updated_at, t.sampled_at, t.version,
       (select o.id from tenantry_control.operations o
        where o.tenant_id = t.id and o.state in ('queued', 'running', 'cancelling', 'stuck')) as operation,
       clock_timestamp() as as_of,
       (select json_build_object('id', p.id, 'slug', p.slug, 'name', p.name)
        from tenantry_control.tenants p where p.id = t.parent_id) as parent,
       coalesce((select json_agg(json_build_object('id', c.id, 'slug', c.slug, 'name', c.name) order by c.name_key, c.id)
                 from (select * from tenantry_control.tenants c where c.parent_id = t.id
                       order by c.name_key, c.id limit 100) c), '[]') as children
from tenantry_control.tenants t
where t.id = $1 or ($1::uuid is null and t.slug = $2)
