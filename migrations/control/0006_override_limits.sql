-- Overrides: one limit of one tenant in place of its tier's, with a reason and perhaps an end.

-- Holds the tenant's tier against a change of its limits, before the tenant is locked. Should the tenant change its tier in
-- between, its version tells.
create function tenantry_control.hold_tier_of(tenant uuid) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select from tenantry_control.tiers
  where name = (select t.tier from tenantry_control.tenants t where t.id = tenant) for share
$$;

-- An override as an audit entry keeps it; null when there is none.
create function tenantry_control.audited_override(tenant uuid, name tenantry_control.limit_name) returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('limit', o.limit_name, 'value', coalesce(to_jsonb(o.value), '"unlimited"'),
                            'reason', o.reason, 'setBy', o.set_by, 'until', o.until)
  from tenantry_control.overrides o
  where o.tenant_id = tenant and o.limit_name = name
$$;

create function tenantry_control.known_limit(wanted text) returns tenantry_control.limit_name
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not wanted = any (enum_range(null::tenantry_control.limit_name)::text[]) or wanted is null then
    perform tenantry_control.refuse('TN400', format('There is no limit "%s".', wanted), 'limit',
      'Known are ' || array_to_string(enum_range(null::tenantry_control.limit_name)::text[], ', ') || '.');
  end if;
  return wanted::tenantry_control.limit_name;
end
$$;

create function tenantry_control.check_limit_value(value bigint) returns void
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if value < 0 or value > 1000000000000000000 then
    perform tenantry_control.refuse('TN400', format('%s is not a limit.', value), 'value',
      'Give a whole number from 0 to 1000000000000000000, or "unlimited".');
  end if;
end
$$;

-- Bumps a tenant's version after a change beside its row.
create function tenantry_control.touch_tenant(tenant uuid) returns bigint
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  update tenantry_control.tenants set version = version + 1, updated_at = clock_timestamp()
  where id = tenant returning version
$$;

-- Authorises ops: overrides one limit (null: unlimited), for ever or until a moment of the database's clock.
create function tenantry_control.set_limit(tenant uuid, limit_name text, value bigint, reason text, until timestamptz,
                                           expected_version bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  wanted tenantry_control.limit_name;
  was jsonb;
  new_version bigint;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  wanted := tenantry_control.known_limit(limit_name);
  perform tenantry_control.check_limit_value(value);
  if until <= clock_timestamp() then
    perform tenantry_control.refuse('TN400', 'The end of the override lies in the past.', 'until',
      'Give a moment that is still to come, or none.');
  elsif not isfinite(until) or until > clock_timestamp() + interval '100 years' then
    perform tenantry_control.refuse('TN400', 'The end of the override is more than 100 years away.', 'until',
      'Give an earlier moment, or none.');
  end if;
  perform tenantry_control.hold_tier_of(tenant);
  perform tenantry_control.lock_tenant(tenant, expected_version);
  was := tenantry_control.audited_override(tenant, wanted);
  insert into tenantry_control.overrides (tenant_id, limit_name, value, reason, set_by, until)
  values (tenant, wanted, value, tenantry_control.trimmed(reason), session_user, until)
  on conflict on constraint overrides_pkey do update
  set value = excluded.value, reason = excluded.reason, set_by = excluded.set_by, set_at = clock_timestamp(),
      until = excluded.until;
  new_version := tenantry_control.touch_tenant(tenant);
  perform tenantry_control.refresh_pressure(array[tenant]);
  perform tenantry_control.audit('tenant.set_limit', tenant, wanted::text, reason, null, was,
    tenantry_control.audited_override(tenant, wanted));
  perform tenantry_control.announce_stale('{tenants,fleet,audit}', tenant);
  return new_version;
end
$$;

-- Authorises ops: clears an override, so that the tier's limit is in force again.
create function tenantry_control.clear_limit(tenant uuid, limit_name text, reason text, expected_version bigint)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  wanted tenantry_control.limit_name;
  was jsonb;
  new_version bigint;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  wanted := tenantry_control.known_limit(limit_name);
  perform tenantry_control.hold_tier_of(tenant);
  perform tenantry_control.lock_tenant(tenant, expected_version);
  was := tenantry_control.audited_override(tenant, wanted);
  if was is null then
    perform tenantry_control.refuse('TN412', format('There is no override of %s to clear.', wanted), 'limit',
      'The tier''s limit is in force already.');
  end if;
  delete from tenantry_control.overrides o where o.tenant_id = tenant and o.limit_name = wanted;
  new_version := tenantry_control.touch_tenant(tenant);
  perform tenantry_control.refresh_pressure(array[tenant]);
  perform tenantry_control.audit('tenant.clear_limit', tenant, wanted::text, reason, null, was, null);
  perform tenantry_control.announce_stale('{tenants,fleet,audit}', tenant);
  return new_version;
end
$$;
