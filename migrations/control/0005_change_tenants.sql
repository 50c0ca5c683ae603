-- What operators do to tenants. Each function authorises, locks the tenant, checks the version it was decided on,
-- changes, writes the audit entry and tells the consoles, in one transaction. A busy lock is refused after 5 s.

-- The transitions that exist; the same table as in the model.
create function tenantry_control.may_become(was tenantry_control.tenant_status, becomes tenantry_control.tenant_status)
returns boolean
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select (was::text, becomes::text) in (
    ('provisioning', 'active'), ('provisioning', 'failed'),
    ('active', 'suspended'), ('active', 'migrating'), ('active', 'deleting'),
    ('suspended', 'active'), ('suspended', 'deleting'),
    ('migrating', 'active'), ('migrating', 'failed'),
    ('deleting', 'deleted'), ('deleting', 'active'), ('deleting', 'suspended'), ('deleting', 'failed'),
    ('failed', 'provisioning'), ('failed', 'active'), ('failed', 'deleting'))
$$;

create function tenantry_control.keep_transitions() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not tenantry_control.may_become(old.status, new.status) then
    perform tenantry_control.refuse('TN412', format('A tenant that is %s cannot become %s.', old.status, new.status),
      'status', 'Reload the tenant and look at what it may become.');
  end if;
  return new;
end
$$;
create trigger keep_transitions before update of status on tenantry_control.tenants
  for each row when (old.status is distinct from new.status)
  execute function tenantry_control.keep_transitions();

-- Locks a tenant for a change that was decided on a version; tells who changed it meanwhile, and how.
create function tenantry_control.lock_tenant(tenant uuid, expected_version bigint) returns tenantry_control.tenants
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  t tenantry_control.tenants;
  last tenantry_control.audit_entries;
begin
  select * into t from tenantry_control.tenants where id = tenant for update;
  if not found then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  end if;
  if t.version is distinct from expected_version then
    select * into last from tenantry_control.audit_entries e where e.tenant_id = tenant order by number desc limit 1;
    perform tenantry_control.refuse('TN409',
      format('%s was changed meanwhile: %s by %s (%s).', t.slug, coalesce(last.action, 'a change'),
             coalesce(last.login, 'somebody'), coalesce(last.reason, 'no reason given')),
      'version', 'Look at what it is now, and decide again.');
  end if;
  if t.status in ('deleting', 'deleted') then
    perform tenantry_control.refuse('TN412', format('%s is %s.', t.slug, t.status), 'status',
      'A tenant that is being deleted cannot be changed.');
  end if;
  return t;
end
$$;

-- What an audit entry keeps of a tenant: what its changes can touch.
create function tenantry_control.audited(t tenantry_control.tenants) returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('tier', (t).tier, 'status', (t).status, 'statusReason', (t).status_reason,
                            'version', (t).version)
$$;

create function tenantry_control.known_tier(wanted text) returns tenantry_control.tiers
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found_tier tenantry_control.tiers;
begin
  select * into found_tier from tenantry_control.tiers where name = wanted;
  if found_tier.name is null then
    perform tenantry_control.refuse('TN400', format('There is no tier "%s".', wanted), 'tier',
      (select 'Known are ' || string_agg(name, ', ' order by rank) || '.' from tenantry_control.tiers));
  end if;
  return found_tier;
end
$$;

-- Authorises ops: changes a tenant's tier; limits that present use already exceeds must be acknowledged by name.
create function tenantry_control.set_tier(tenant uuid, new_tier text, reason text, expected_version bigint,
                                          acknowledged text[] default '{}') returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  was tenantry_control.tenants;
  becomes tenantry_control.tenants;
  wanted tenantry_control.tiers;
  missing text[];
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  was := tenantry_control.lock_tenant(tenant, expected_version);
  wanted := tenantry_control.known_tier(new_tier);
  if was.tier = wanted.name then
    perform tenantry_control.refuse('TN412', format('%s is on %s already.', was.slug, was.tier), 'tier',
      'Choose another tier.');
  end if;
  select array_agg(l.limit_name::text order by l.limit_name) into missing
  from tenantry_control.effective_limits(tenant) l,
       lateral (select tenantry_control.tier_limit(wanted, l.limit_name) as allowed) a
  where not l.overridden and l.used > a.allowed and (l.value is null or a.allowed < l.value)
    and not l.limit_name::text = any (coalesce(acknowledged, '{}'));
  if missing is not null then
    perform tenantry_control.refuse('TN412',
      format('%s already uses more than %s allows: %s.', was.slug, wanted.name, array_to_string(missing, ', ')),
      'acknowledge', 'Acknowledge each of these limits, or choose a larger tier.');
  end if;
  update tenantry_control.tenants
  set tier = wanted.name, tier_rank = wanted.rank, version = version + 1, updated_at = clock_timestamp()
  where id = tenant
  returning * into strict becomes;
  perform tenantry_control.refresh_pressure(array[tenant]);
  perform tenantry_control.audit('tenant.set_tier', tenant, null, reason, null, tenantry_control.audited(was),
    tenantry_control.audited(becomes) || jsonb_build_object('acknowledged', coalesce(acknowledged, '{}')));
  perform tenantry_control.announce_stale('{tenants,fleet,audit}', tenant);
  return becomes.version;
end
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
  end if;
  perform tenantry_control.lock_tenant(tenant, expected_version);
  was := tenantry_control.audited_override(tenant, wanted);
  insert into tenantry_control.overrides (tenant_id, limit_name, value, reason, set_by, until)
  values (tenant, wanted, value, btrim(reason), session_user, until)
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

-- One transition of status, written down. Called by suspend and resume.
create function tenantry_control.change_status(tenant uuid, becomes tenantry_control.tenant_status, action text,
                                               reason text, expected_version bigint) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  was tenantry_control.tenants;
  now_is tenantry_control.tenants;
begin
  perform tenantry_control.check_reason(reason);
  was := tenantry_control.lock_tenant(tenant, expected_version);
  if was.status = becomes then
    perform tenantry_control.refuse('TN412', format('%s is %s already.', was.slug, becomes), 'status',
      'Nothing is to be done.');
  end if;
  update tenantry_control.tenants
  set status = becomes, status_reason = case when becomes = 'active' then null else btrim(reason) end,
      version = version + 1, updated_at = clock_timestamp()
  where id = tenant
  returning * into strict now_is;
  perform tenantry_control.audit(action, tenant, null, reason, null, tenantry_control.audited(was),
    tenantry_control.audited(now_is));
  perform tenantry_control.announce_stale('{tenants,fleet,audit}', tenant);
  return now_is.version;
end
$$;

-- Authorises ops: stops an active tenant.
create function tenantry_control.suspend(tenant uuid, reason text, expected_version bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
begin
  perform tenantry_control.authorise('ops');
  return tenantry_control.change_status(tenant, 'suspended', 'tenant.suspend', reason, expected_version);
end
$$;

-- Authorises ops: lets a suspended tenant work again. (A tenant that is migrating or failed becomes active by its
-- operation, not by this.)
create function tenantry_control.resume(tenant uuid, reason text, expected_version bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  present tenantry_control.tenant_status;
begin
  perform tenantry_control.authorise('ops');
  select t.status into present from tenantry_control.tenants t where t.id = tenant for update;
  if present is not null and present not in ('suspended', 'active') then
    perform tenantry_control.refuse('TN412', format('A tenant that is %s is not resumed.', present), 'status',
      'Only a suspended tenant is.');
  end if;
  return tenantry_control.change_status(tenant, 'active', 'tenant.resume', reason, expected_version);
end
$$;
