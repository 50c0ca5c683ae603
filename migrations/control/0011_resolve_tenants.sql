-- The product's services look tenants up one by one, by what a request names. They cannot list them: a service that is
-- broken into tells what it was asked, not who the customers are.

revoke select on tenantry_control.tenants from tenantry_app;

-- The wall behind the EXECUTE grants of this file.
create function tenantry_control.authorise_service() returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not (pg_has_role(session_user, 'tenantry_app', 'member') or pg_has_role(session_user, 'tenantry_worker', 'member')) then
    raise exception using errcode = '42501', message = format('%s is not a service.', session_user),
      hint = 'Ask for membership of tenantry_app.';
  end if;
end
$$;

-- The id of the tenant that `value` names exactly, as an `id`, a `slug` or a `domain`; null: none.
create function tenantry_control.named_tenant(kind text, value text) returns uuid
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  case kind
    when 'id' then
      return (select t.id from tenantry_control.tenants t
              where t.id = case when value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then value::uuid end);
    when 'slug' then
      return (select t.id from tenantry_control.tenants t where t.slug = value);
    when 'domain' then
      return (select t.id from tenantry_control.tenants t where t.domain = value);
    else
      return null;
  end case;
end
$$;

-- Authorises services: all that a context needs of one tenant, in one row; no row: there is no such tenant. `lasts` is
-- how many seconds the row stays true by the clock alone: then an override lapses or the subscription ends. Every way to
-- the row is one index, so it is planned once; planning it each time costs more than the rest.
create function tenantry_control.resolve_tenant(kind text, value text)
returns table (id uuid, slug text, name text, domain text, status text, subscription_ends timestamptz, expired boolean,
               tier text, pool_max integer, statement_timeout_ms integer, region text, features text[], rung text,
               cluster text, generation bigint, encryption_key_ref text, limit_names text[], limit_values bigint[],
               lasts double precision)
language plpgsql stable security definer rows 1
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  wanted constant uuid := tenantry_control.named_tenant(kind, value);
begin
  perform tenantry_control.authorise_service();
  return query
  select t.id, t.slug, t.name, t.domain, t.status::text, t.subscription_ends,
         coalesce(t.subscription_ends <= clock_timestamp(), false), tiers.name, tiers.pool_max,
         tiers.statement_timeout_ms, t.region, t.features, t.rung::text, t.cluster, t.generation,
         t.encryption_key_ref, l.names, l.vals,
         extract(epoch from least(l.until, case when t.subscription_ends > clock_timestamp() then t.subscription_ends end)
                            - clock_timestamp())::double precision
  from tenantry_control.tenants t
  join tenantry_control.tiers tiers on tiers.name = t.tier
  cross join lateral (select array_agg(e.limit_name::text) as names, array_agg(e.value) as vals, min(e.until) as until
                      from tenantry_control.effective_limits(t.id) e) l
  where t.id = wanted and t.status <> 'deleted';
end
$$;

-- How many entries services wrote of late, and how many were left out. `tenant_id` is all zeros for a login's whole.
create table tenantry_control.refused_requests (
  login name not null,
  tenant_id uuid not null,
  since timestamptz not null,
  written integer not null,
  left_out bigint not null,
  primary key (login, tenant_id)
);

-- Takes one of `most` entries an hour. Returns how many were left out before it; null: none is left.
create function tenantry_control.take_refused_request(tenant uuid, most integer) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  hour_ago constant timestamptz := clock_timestamp() - interval '1 hour';
  was tenantry_control.refused_requests;
begin
  insert into tenantry_control.refused_requests (login, tenant_id, since, written, left_out)
  values (session_user, tenant, clock_timestamp(), 0, 0)
  on conflict do nothing;
  select * into strict was from tenantry_control.refused_requests r
  where r.login = session_user and r.tenant_id = tenant for update;
  if was.since > hour_ago and was.written >= most then
    update tenantry_control.refused_requests r set left_out = r.left_out + 1
    where r.login = was.login and r.tenant_id = tenant;
    return null;
  end if;
  update tenantry_control.refused_requests r
  set since = case when was.since > hour_ago then was.since else clock_timestamp() end,
      written = case when was.since > hour_ago then was.written + 1 else 1 end, left_out = 0
  where r.login = was.login and r.tenant_id = tenant;
  return was.left_out;
end
$$;

-- Authorises services: writes down that a request whose token is of one tenant named another (null: one that there is
-- not). 20 entries an hour for each tenant and 500 for each login, so that nobody can flood the trail; the next entry
-- tells how many were left out. Returns whether one was written.
create function tenantry_control.audit_refused_request(claimed uuid, named uuid, source text) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
  left_out bigint;
begin
  perform tenantry_control.authorise_service();
  if source is null or source not in ('subdomain', 'domain', 'header', 'path', 'query') then
    perform tenantry_control.refuse('TN400', 'A request does not name its tenant there.', 'source',
      'Known are subdomain, domain, header, path and query.');
  elsif not exists (select from tenantry_control.tenants t where t.id = claimed) then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'claimed', 'Name the tenant of the token.');
  end if;
  left_out := tenantry_control.take_refused_request(claimed, 20);
  if left_out is null
     or tenantry_control.take_refused_request('00000000-0000-0000-0000-000000000000', 500) is null then
    return false;
  end if;
  perform tenantry_control.audit('context.conflict', claimed, named::text,
    'A request named another tenant than its token.', null, null,
    jsonb_build_object('source', source, 'named', named, 'leftOutBefore', left_out));
  perform tenantry_control.announce_stale('{audit}', claimed);
  return true;
end
$$;

grant execute on function tenantry_control.resolve_tenant(text, text),
  tenantry_control.audit_refused_request(uuid, uuid, text) to tenantry_app, tenantry_worker;
