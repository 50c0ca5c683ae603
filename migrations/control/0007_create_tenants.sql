-- New tenants. In the shared tables a tenant is made by its row; on the other rungs an operation provisions it.

-- The server for a new tenant of a region: same region first, then same continent, then any; most room first. Null when
-- no server that accepts tenants has room.
create function tenantry_control.place(region text) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select c.name
  from tenantry_control.clusters c
  cross join lateral (select c.capacity - count(*) as free from tenantry_control.tenants t where t.cluster = c.name) room
  where c.accepts_tenants and room.free > 0
  order by (c.region = place.region) desc, (split_part(c.region, '-', 1) = split_part(place.region, '-', 1)) desc,
           room.free desc, c.name
  limit 1
$$;

-- Bad input of a new tenant, field by field.
create function tenantry_control.check_new_tenant(slug text, name text, region text) returns void
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if slug is null or octet_length(slug) > 63
     or slug !~ '^[a-z0-9]+(-+[a-z0-9]+)*$' then
    perform tenantry_control.refuse('TN400', 'The slug is not a DNS label.', 'slug',
      'Use 1 to 63 of a-z, 0-9 and -, with no hyphen at either end.');
  elsif name is null or char_length(tenantry_control.trimmed(name)) not between 1 and 200 then
    perform tenantry_control.refuse('TN400', 'The name is empty or longer than 200 characters.', 'name',
      'Give a name of 1 to 200 characters.');
  elsif region is null or region !~ '^[a-z]{2}(-[a-z0-9]+)*$' or char_length(region) > 40 then
    perform tenantry_control.refuse('TN400', 'The region is not one.', 'region', 'Write it as in eu-central-1.');
  end if;
end
$$;

-- Authorises ops: creates a tenant; in the shared tables it is active at once, elsewhere when its operation is done.
create function tenantry_control.create_tenant(slug text, name text, tier text, region text, rung text, parent uuid,
                                               reason text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  new_id constant uuid := tenantry_control.new_id();
  own_name constant text := 'tenant_' || replace(new_id::text, '-', '_');
  wanted tenantry_control.tiers;
  on_rung tenantry_control.rung;
  home text;
  made tenantry_control.tenants;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  perform tenantry_control.check_new_tenant(slug, name, region);
  wanted := tenantry_control.known_tier(tier);
  on_rung := coalesce(rung, wanted.default_rung::text);
  if parent is not null and not exists (select from tenantry_control.tenants p
                                        where p.id = parent and p.status not in ('deleting', 'deleted')) then
    perform tenantry_control.refuse('TN400', 'There is no such parent.', 'parent', 'Name a tenant that exists, or none.');
  end if;
  home := tenantry_control.place(create_tenant.region);
  if home is null then
    perform tenantry_control.refuse('TN412', 'No server has room for another tenant.', 'region',
      'Register a server, or raise the capacity of one.');
  end if;
  insert into tenantry_control.tenants (id, slug, name, status, tier, tier_rank, region, parent_id, rung, cluster,
                                        schema_name, database_name)
  values (new_id, create_tenant.slug, tenantry_control.trimmed(create_tenant.name),
          case on_rung when 'shared' then 'active' else 'provisioning' end::tenantry_control.tenant_status,
          wanted.name, wanted.rank, create_tenant.region, parent, on_rung, home,
          case on_rung when 'schema' then own_name end, case on_rung when 'database' then own_name end)
  on conflict on constraint tenants_slug_key do nothing
  returning * into made;
  if made.id is null then
    perform tenantry_control.refuse('TN400', format('The slug "%s" is taken.', slug), 'slug', 'Choose another.');
  end if;
  perform tenantry_control.audit('tenant.create', made.id, null, reason, null, null,
    tenantry_control.audited(made) || jsonb_build_object('slug', made.slug, 'name', made.name, 'region', made.region,
      'rung', made.rung, 'cluster', made.cluster, 'parent', made.parent_id));
  perform tenantry_control.tell_kit(array[made.id]);
  if made.status = 'provisioning' then
    perform tenantry_control.request_operation('tenant.create', made.id, '{}', reason);
  end if;
  perform tenantry_control.announce_stale('{tenants,fleet,audit}', made.id);
  return made.id;
end
$$;

-- Authorises ops: changes one limit of a tier (null: unlimited), for every tenant on it without an override.
create function tenantry_control.set_tier_limit(tier text, limit_name text, value bigint, reason text,
                                                expected_version bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  wanted tenantry_control.limit_name;
  was tenantry_control.tiers;
  becomes tenantry_control.tiers;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  wanted := tenantry_control.known_limit(limit_name);
  perform tenantry_control.check_limit_value(value);
  -- the strongest lock that lets tenants of the tier be created and changed meanwhile in everything but their pressure
  select * into was from tenantry_control.tiers t where t.name = tier for no key update;
  if was.name is null then
    perform tenantry_control.known_tier(tier);
  end if;
  if was.version is distinct from expected_version then
    perform tenantry_control.refuse('TN409', format('The tier %s was changed meanwhile.', was.name), 'version',
      'Look at its limits and at the trail (action tier.set_limit), and decide again.');
  end if;
  update tenantry_control.tiers t
  set users = case wanted when 'users' then set_tier_limit.value else t.users end,
      projects = case wanted when 'projects' then set_tier_limit.value else t.projects end,
      storage_bytes = case wanted when 'storage_bytes' then set_tier_limit.value else t.storage_bytes end,
      api_calls_month = case wanted when 'api_calls_month' then set_tier_limit.value else t.api_calls_month end,
      version = t.version + 1
  where t.name = was.name
  returning * into strict becomes;
  perform tenantry_control.refresh_pressure(
    (select array_agg(t.id) from tenantry_control.tenants t where t.tier = was.name));
  perform tenantry_control.audit('tier.set_limit', null, was.name || '.' || wanted, reason, null,
    jsonb_build_object('value', coalesce(to_jsonb(tenantry_control.tier_limit(was, wanted)), '"unlimited"')),
    jsonb_build_object('value', coalesce(to_jsonb(tenantry_control.tier_limit(becomes, wanted)), '"unlimited"')));
  perform tenantry_control.announce_stale('{tiers,tenants,fleet,audit}', null);
  return becomes.version;
end
$$;
