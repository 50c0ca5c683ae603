select 'status' as noun, status::text as word, count(*) as tenants, 0 as place
  from tenantry_control.tenants group by status
union all
select 'tier', tiers.name, n.tenants, tiers.rank
  from (select tier_rank, count(*) as tenants from tenantry_control.tenants group by tier_rank) n
  join tenantry_control.tiers on tiers.rank = n.tier_rank
union all
select 'rung', rung::text, count(*), 0 from tenantry_control.tenants group by rung
union all
select 'region', region, count(*), 0 from tenantry_control.tenants group by region
union all
select 'cluster', cluster, count(*), 0 from tenantry_control.tenants group by cluster
union all
select 'pressure', b.word, (select count(*) from tenantry_control.tenants t where t.usage_permille >= b.at), b.at
  from (values ('80', 800), ('90', 900), ('100', 1000)) b (word, at)
union all
select 'subscription', 'ended', count(*), 1
  from tenantry_control.tenants where subscription_ends < now()
union all
select 'subscription', 'ending', count(*), 2
  from tenantry_control.tenants where subscription_ends >= now() and subscription_ends <= now() + interval '14 days'
order by noun, place, word
