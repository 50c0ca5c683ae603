-- The isolation kit, in every database that holds tenant rows. First part: which database this is, and which tenants
-- live here. Nobody reads these tables but the kit's own functions.

alter default privileges for role tenantry_owner revoke execute on functions from public;

-- Which database this is. A pool that reaches another one (a reused address, a swapped host) notices before its first
-- statement.
create table tenantry.marker (
  only_one boolean primary key default true check (only_one),
  cluster text collate "C" not null,
  -- the one tenant of a database or an instance of its own; null: many tenants
  tenant_id uuid
);

-- The tenants that live here. A context of another generation than this is refused: that is the fence of a move.
create table tenantry.placements (
  tenant_id uuid primary key,
  generation bigint not null check (generation > 0),
  -- why its services are refused, as a status' word; null: open
  closed text collate "C",
  subscription_ends timestamptz,
  -- most rows, by limit: {"users": 5}; a limit that is not named is none
  row_limits jsonb not null default '{}',
  -- from then on these are in force: overrides lapse by this server's clock
  row_limits_until timestamptz,
  row_limits_after jsonb not null default '{}',
  -- as contexts name it: tenant and generation
  stamp bytea not null generated always as (uuid_send(tenant_id) || int8send(generation)) stored unique,
  -- its services are served until then
  open_until timestamptz not null generated always as (
    case when closed is null then coalesce(subscription_ends, 'infinity') else '-infinity' end) stored
);

-- The schemas of tenants that have one of their own, and which migration of the tenants' tables each has.
create table tenantry.tenant_schemas (
  schema_name text collate "C" primary key,
  version bigint not null,
  changed_at timestamptz not null default clock_timestamp()
);

-- Who we are, asked once on each new connection. A login is unfit, too, for what it could become by SET ROLE.
create function tenantry.greet()
returns table (kit_version bigint, cluster text, tenant_id uuid, unfit text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select (select max(m.version) from tenantry.migrations m where m.success), d.cluster, d.tenant_id,
         case when r.rolsuper then 'is a superuser' when r.rolbypassrls then 'bypasses row-level security'
              when r.rolcreaterole then 'may create roles' when r.rolreplication then 'may replicate'
              when exists (select from pg_catalog.pg_roles b
                           where (b.rolsuper or b.rolbypassrls or b.rolcreaterole or b.rolreplication)
                             and pg_has_role(r.oid, b.oid, 'member'))
                then 'is a member of a role that policies do not hold'
              when pg_has_role(r.oid, 'tenantry_owner', 'member') then 'is a member of the owner'
              when exists (select from pg_catalog.pg_roles b
                           where b.rolname in ('pg_read_server_files', 'pg_write_server_files',
                                               'pg_execute_server_program')
                             and pg_has_role(r.oid, b.oid, 'member'))
                then 'may reach the server''s files' end
  from pg_catalog.pg_roles r left join tenantry.marker d on true
  where r.rolname = session_user
$$;

-- Marks this database. Another mark on a marked one is refused: its rows would change hands.
create function tenantry.mark(cluster text, tenant uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into tenantry.marker as m (cluster, tenant_id) values (mark.cluster, mark.tenant)
  on conflict (only_one) do nothing;
  if not exists (select from tenantry.marker m
                 where m.cluster = mark.cluster and m.tenant_id is not distinct from mark.tenant) then
    raise exception using errcode = 'TN409', message = 'This database is marked as another one.',
      hint = 'Check the address: the rows here belong to somebody else.';
  end if;
end
$$;

-- Places a tenant here, or changes what is known of it. The generation never goes back.
create function tenantry.place(tenant uuid, generation bigint, closed text, subscription_ends timestamptz,
                               row_limits jsonb, row_limits_until timestamptz, row_limits_after jsonb) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from tenantry.marker m where m.tenant_id <> tenant) then
    raise exception using errcode = 'TN409', message = 'This database belongs to another tenant.',
      hint = 'Place the tenant in a shared database, or in its own.';
  end if;
  insert into tenantry.placements as p (tenant_id, generation, closed, subscription_ends, row_limits, row_limits_until,
                                       row_limits_after)
  values (tenant, place.generation, place.closed, place.subscription_ends, place.row_limits, place.row_limits_until,
     place.row_limits_after)
  on conflict (tenant_id) do update set
    generation = excluded.generation, closed = excluded.closed, subscription_ends = excluded.subscription_ends,
    row_limits = excluded.row_limits, row_limits_until = excluded.row_limits_until,
    row_limits_after = excluded.row_limits_after
  where p.generation <= excluded.generation;
  if not found then
    raise exception using errcode = 'TN409', message = 'The tenant has a newer placement here.',
      hint = 'Read its placement again.';
  end if;
end
$$;

-- The tenant has left: its contexts are refused from the next statement on.
create function tenantry.displace(tenant uuid) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  delete from tenantry.placements p where p.tenant_id = tenant
$$;

grant usage on schema tenantry to tenantry_app, tenantry_support, tenantry_worker;
grant execute on function tenantry.greet() to tenantry_app, tenantry_support, tenantry_worker;
grant execute on function tenantry.mark(text, uuid), tenantry.displace(uuid),
  tenantry.place(uuid, bigint, text, timestamptz, jsonb, timestamptz, jsonb) to tenantry_worker;
