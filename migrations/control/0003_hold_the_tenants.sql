-- The directory. One row holds all that the grid shows, filters and sorts by, so that a page is one index walk.

create table tenantry_control.tenants (
  id uuid primary key default tenantry_control.new_id(),
  -- no bounded repetition in these patterns: it costs microseconds a row, and a million rows notice
  slug text collate "C" not null unique check (octet_length(slug) <= 63 and slug ~ '^[a-z0-9]+(-+[a-z0-9]+)*$'),
  name text not null check (char_length(name) between 1 and 200),
  domain text collate "C" unique check (octet_length(domain) <= 253 and domain ~ '^[a-z0-9.-]+$'),
  status tenantry_control.tenant_status not null,
  status_reason text,
  tier text collate "C" not null,
  tier_rank smallint not null,
  region text collate "C" not null check (region ~ '^[a-z]{2}(-[a-z0-9]+)*$' and char_length(region) <= 40),
  parent_id uuid references tenantry_control.tenants (id) check (parent_id <> id),
  features text[] not null default '{}',
  settings jsonb not null default '{}',
  encryption_key_ref text,
  subscription_ends timestamptz check (isfinite(subscription_ends)),
  -- placement: no flags with optional companions
  rung tenantry_control.rung not null,
  cluster text collate "C" not null references tenantry_control.clusters (name),
  schema_name text collate "C",
  database_name text collate "C",
  generation bigint not null default 1 check (generation > 0),
  -- usage, as last sampled
  users bigint not null default 0 check (users >= 0),
  projects bigint not null default 0 check (projects >= 0),
  storage_bytes bigint not null default 0 check (storage_bytes >= 0),
  api_calls_month bigint not null default 0 check (api_calls_month >= 0),
  usage_permille integer not null default 0,
  alarms integer not null default 0,
  sampled_at timestamptz,
  -- when usage_permille and alarms change although nobody does anything: an override lapses, a subscription ends
  pressure_until timestamptz,
  last_activity timestamptz not null default '-infinity',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  version bigint not null default 1,
  -- what is searched and sorted by; a line break joins the fields, so that no needle spans two
  name_key text collate "C" not null generated always as (lower(name)) stored,
  search text collate "C" not null generated always as
    (lower(slug || E'\n' || name || E'\n' || coalesce(domain, '') || E'\n' || id::text)) stored,
  foreign key (tier, tier_rank) references tenantry_control.tiers (name, rank) on update cascade,
  constraint placement_is_whole check (case rung
    when 'shared' then schema_name is null and database_name is null
    when 'schema' then schema_name = 'tenant_' || replace(id::text, '-', '_') and database_name is null
    when 'database' then database_name = 'tenant_' || replace(id::text, '-', '_') and schema_name is null
    when 'instance' then schema_name is null and database_name is null
  end)
);

-- One index for each column that the grid sorts by; the id breaks ties.
create index tenants_by_name on tenantry_control.tenants (name_key, id);
create index tenants_by_slug on tenantry_control.tenants (slug, id);
create index tenants_by_status on tenantry_control.tenants (status, id);
create index tenants_by_tier on tenantry_control.tenants (tier_rank, id);
create index tenants_by_rung on tenantry_control.tenants (rung, id);
create index tenants_by_region on tenantry_control.tenants (region, id);
create index tenants_by_usage on tenantry_control.tenants (usage_permille, id);
create index tenants_by_users on tenantry_control.tenants (users, id);
create index tenants_by_projects on tenantry_control.tenants (projects, id);
create index tenants_by_storage on tenantry_control.tenants (storage_bytes, id);
create index tenants_by_api_calls on tenantry_control.tenants (api_calls_month, id);
create index tenants_by_alarms on tenantry_control.tenants (alarms, id);
create index tenants_by_activity on tenantry_control.tenants (last_activity, id);
create index tenants_by_created on tenantry_control.tenants (created_at, id);
create index tenants_by_version on tenantry_control.tenants (version, id);
create index tenants_by_search on tenantry_control.tenants using gin (search gin_trgm_ops);
create index tenants_by_parent on tenantry_control.tenants (parent_id) where parent_id is not null;
create index tenants_by_cluster on tenantry_control.tenants (cluster);
create index tenants_by_pressure_end on tenantry_control.tenants (pressure_until) where pressure_until is not null;
create index tenants_by_subscription on tenantry_control.tenants (subscription_ends) where subscription_ends is not null;

create table tenantry_control.overrides (
  tenant_id uuid not null references tenantry_control.tenants (id),
  limit_name tenantry_control.limit_name not null,
  value bigint check (value between 0 and 1000000000000000000),
  reason text not null,
  set_by name not null,
  set_at timestamptz not null default clock_timestamp(),
  until timestamptz check (isfinite(until)),
  primary key (tenant_id, limit_name)
);

create table tenantry_control.usage_days (
  tenant_id uuid not null references tenantry_control.tenants (id),
  day date not null,
  users bigint not null,
  projects bigint not null,
  storage_bytes bigint not null,
  api_calls bigint not null,
  primary key (tenant_id, day)
);

-- Thousandths of a limit that are used, rounded down; 0 when unlimited, capped where a limit of 0 would make it endless.
create function tenantry_control.permille(used bigint, allowed bigint) returns integer
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select case
    when allowed is null or used = 0 then 0
    when allowed = 0 then 1000000
    else least(trunc(used::numeric * 1000 / allowed), 1000000)::integer
  end
$$;

-- The limits of a tenant: the tier's value, what is in force now by the database's clock, and why.
create function tenantry_control.effective_limits(tenant uuid)
returns table (limit_name tenantry_control.limit_name, tier_value bigint, value bigint, overridden boolean,
               reason text, set_by name, set_at timestamptz, until timestamptz, used bigint)
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select l.name, tenantry_control.tier_limit(tiers, l.name),
         case when o.tenant_id is null then tenantry_control.tier_limit(tiers, l.name) else o.value end,
         o.tenant_id is not null, o.reason, o.set_by, o.set_at, o.until,
         case l.name when 'users' then t.users when 'projects' then t.projects
                     when 'storage_bytes' then t.storage_bytes when 'api_calls_month' then t.api_calls_month end
  from tenantry_control.tenants t
  join tenantry_control.tiers tiers on tiers.name = t.tier
  cross join unnest(enum_range(null::tenantry_control.limit_name)) with ordinality l (name, position)
  left join tenantry_control.overrides o
    on o.tenant_id = t.id and o.limit_name = l.name and (o.until is null or o.until > clock_timestamp())
  where t.id = tenant
  order by l.position
$$;

-- Recomputes how near the given tenants are to their limits. The rows are locked first, in the order of their ids, so
-- that the second statement sees whatever was committed while it waited.
create function tenantry_control.refresh_pressure(tenant_ids uuid[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from tenantry_control.tenants t where t.id = any (tenant_ids) order by t.id for no key update;
  with pressure as (
    select t.id, max(p.permille) as usage_permille,
           count(*) filter (where p.permille >= 800)
             + coalesce((max(t.subscription_ends) < clock_timestamp())::integer, 0) as alarms,
           least(min(o.until), max(t.subscription_ends) filter (where t.subscription_ends > clock_timestamp())) as until
    from tenantry_control.tenants t
    join tenantry_control.tiers tiers on tiers.name = t.tier
    cross join unnest(enum_range(null::tenantry_control.limit_name)) l (name)
    left join tenantry_control.overrides o
      on o.tenant_id = t.id and o.limit_name = l.name and (o.until is null or o.until > clock_timestamp())
    cross join lateral (select tenantry_control.permille(
      case l.name when 'users' then t.users when 'projects' then t.projects
                  when 'storage_bytes' then t.storage_bytes when 'api_calls_month' then t.api_calls_month end,
      case when o.tenant_id is null then tenantry_control.tier_limit(tiers, l.name) else o.value end)) p (permille)
    where t.id = any (tenant_ids)
    group by t.id
  )
  update tenantry_control.tenants t
  set usage_permille = p.usage_permille, alarms = p.alarms, pressure_until = p.until
  from pressure p
  where t.id = p.id
    and (t.usage_permille, t.alarms, t.pressure_until) is distinct from (p.usage_permille, p.alarms, p.until);
  perform tenantry_control.tell_kit(tenant_ids);
end
$$;

-- Authorises any operator and the worker: recomputes what changed by the clock alone. It makes nothing but the truth, so
-- whoever looks may call it; tenants that somebody else is changing are left to him. Returns how many were due.
create function tenantry_control.refresh_due_pressure() returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  due uuid[];
begin
  select array_agg(d.id) into due from (
    select t.id from tenantry_control.tenants t where t.pressure_until <= clock_timestamp()
    order by t.pressure_until limit 10000 for no key update skip locked) d;
  if due is null then
    return 0;
  end if;
  perform tenantry_control.refresh_pressure(due);
  perform tenantry_control.announce_stale('{tenants,fleet}', null);
  return cardinality(due);
end
$$;
