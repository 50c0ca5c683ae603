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
      'version', format('Look at entry %s of the trail and at what the tenant is now, and decide again.', last.number));
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

-- A tier, held against a change of its limits until the transaction ends. Everybody locks tiers before tenants.
create function tenantry_control.known_tier(wanted text) returns tenantry_control.tiers
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_tier tenantry_control.tiers;
begin
  select * into found_tier from tenantry_control.tiers where name = wanted for share;
  if found_tier.name is null then
    perform tenantry_control.refuse('TN400', format('There is no tier "%s".', wanted), 'tier',
      (select 'Known are ' || string_agg(name, ', ' order by rank) || '.' from tenantry_control.tiers));
  end if;
  return found_tier;
end
$$;

-- The acknowledged limits, each once and known; null or a word that names none is refused.
create function tenantry_control.known_limits(wanted text[]) returns text[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if cardinality(wanted) > 100 then
    perform tenantry_control.refuse('TN400', 'More limits are acknowledged than there are.', 'acknowledge', 'Name each once.');
  end if;
  return coalesce((select array_agg(distinct tenantry_control.known_limit(w)::text) from unnest(wanted) w), '{}');
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
  seen text[];
  missing text[];
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  seen := tenantry_control.known_limits(acknowledged);
  wanted := tenantry_control.known_tier(new_tier);
  was := tenantry_control.lock_tenant(tenant, expected_version);
  if was.tier = wanted.name then
    perform tenantry_control.refuse('TN412', format('%s is on %s already.', was.slug, was.tier), 'tier',
      'Choose another tier.');
  end if;
  select array_agg(l.limit_name::text order by l.limit_name) into missing
  from tenantry_control.effective_limits(tenant) l,
       lateral (select tenantry_control.tier_limit(wanted, l.limit_name) as allowed) a
  where not l.overridden and l.used > a.allowed and (l.value is null or a.allowed < l.value)
    and not l.limit_name::text = any (seen);
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
    tenantry_control.audited(becomes) || jsonb_build_object('acknowledged', seen));
  perform tenantry_control.announce_stale('{tenants,fleet,audit}', tenant);
  return becomes.version;
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
  set status = becomes, status_reason = case when becomes = 'active' then null else tenantry_control.trimmed(reason) end,
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
