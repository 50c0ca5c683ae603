select t.id, t.slug, t.name, t.status::text, t.tier, t.rung::text, t.region,
       t.users, t.projects, t.storage_bytes, t.api_calls_month,
       case when 'users' = any (o.names) then o.users else tiers.users end as users_limit,
       case when 'projects' = any (o.names) then o.projects else tiers.projects end as projects_limit,
       case when 'storage_bytes' = any (o.names) then o.storage_bytes else tiers.storage_bytes end as storage_limit,
       case when 'api_calls_month' = any (o.names) then o.api_calls_month else tiers.api_calls_month end as api_limit,
       coalesce(o.names, '{}') as overridden,
       t.usage_permille, t.alarms, t.subscription_ends, nullif(t.last_activity, '-infinity') as last_activity,
       t.created_at, t.sampled_at, t.version, t.%key%::text as sort_key, clock_timestamp() as as_of
from (
%rows%
) t
join tenantry_control.tiers on tiers.name = t.tier
left join lateral (
  select array_agg(o.limit_name::text) as names,
         max(o.value) filter (where o.limit_name = 'users') as users,
         max(o.value) filter (where o.limit_name = 'projects') as projects,
         max(o.value) filter (where o.limit_name = 'storage_bytes') as storage_bytes,
         max(o.value) filter (where o.limit_name = 'api_calls_month') as api_calls_month
  from tenantry_control.overrides o
  where o.tenant_id = t.id and (o.until is null or o.until > clock_timestamp())
) o on true
order by %order%
