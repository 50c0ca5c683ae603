-- Tiers are rows. A null limit is `unlimited`: a value, not a big number.

create table tenantry_control.tiers (
  name text collate "C" primary key check (name ~ '^[a-z][a-z0-9_-]{0,39}$'),
  rank smallint not null unique,
  users bigint check (users >= 0),
  projects bigint check (projects >= 0),
  storage_bytes bigint check (storage_bytes >= 0),
  api_calls_month bigint check (api_calls_month >= 0),
  default_rung tenantry_control.rung not null,
  statement_timeout_ms integer not null check (statement_timeout_ms between 100 and 3600000),
  pool_max integer not null check (pool_max between 1 and 1000),
  instance_class text,
  cost_class text not null check (cost_class in ('none', 'low', 'medium', 'high')),
  version bigint not null default 1,
  unique (name, rank)
);

insert into tenantry_control.tiers
  (name, rank, users, projects, storage_bytes, api_calls_month, default_rung, statement_timeout_ms, pool_max,
   instance_class, cost_class)
values
  ('free', 1, 5, 3, 1000000000, 10000, 'shared', 5000, 2, null, 'none'),
  ('starter', 2, 20, 10, 10000000000, 100000, 'shared', 10000, 5, 'db.t3.micro', 'low'),
  ('pro', 3, 100, 50, 100000000000, 1000000, 'schema', 30000, 5, 'db.t3.small', 'medium'),
  ('enterprise', 4, null, null, null, null, 'database', 60000, 10, 'db.m6i.large', 'high');

-- One limit of a tier, by name.
create function tenantry_control.tier_limit(tier tenantry_control.tiers, name tenantry_control.limit_name) returns bigint
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select case name
    when 'users' then (tier).users
    when 'projects' then (tier).projects
    when 'storage_bytes' then (tier).storage_bytes
    when 'api_calls_month' then (tier).api_calls_month
  end
$$;

create table tenantry_control.clusters (
  name text collate "C" primary key check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  region text collate "C" not null,
  capacity integer not null check (capacity > 0),
  schema_version text not null,
  accepts_tenants boolean not null default true,
  -- its shared tables are in this very database
  here boolean not null default false
);
