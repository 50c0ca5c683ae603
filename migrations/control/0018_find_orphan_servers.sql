-- The scrubber looks at servers of tenants' own as well: those beside sandboxes, and what lies at AWS.

create or replace function tenantry_control.scrub_strangers(scrub uuid, fence bigint, clusters text[], kind text, things jsonb)
returns table (place integer, tenant_id uuid, why text, operation uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  rungs constant text[] := case
    when kind in ('schema', 'schema_entry') then '{schema}' when kind in ('database', 'login') then '{database}'
    when kind in ('server', 'instance', 'alarm') then '{instance}' when kind = 'secret' then '{database,instance}'
    when kind = 'rows' then '{shared}' else '{shared,schema}' end;
begin
  if not tenantry_control.has_scrub(scrub, fence) then
    return;
  end if;
  return query
    select x.place, coalesce(t.id, x.tenant), w.why, o.id
    from (select e.place::integer as place, r.* from jsonb_array_elements(things) with ordinality e (value, place),
            jsonb_to_record(e.value) as r (name text, oid bigint, tenant uuid, operation uuid)) x
    left join tenantry_control.quarantines q
      on x.name like 'zz\_q\_%' and q.kept_as ->> 'name' = x.name and (q.kept_as ->> 'oid')::bigint = x.oid
    left join tenantry_control.tenants t on t.id = coalesce(q.tenant_id, x.tenant)
    left join tenantry_control.operations o on o.tenant_id = t.id and o.state in ('queued', 'running', 'cancelling', 'stuck')
    cross join lateral (select case
      when scrub_strangers.kind = 'archive' then case
        when not exists (select from tenantry_control.deletion_certificates c where c.operation_id = x.operation)
         and not exists (select from tenantry_control.operations p where p.id = x.operation and p.state not in ('done', 'cancelled'))
          then 'No certificate names it.' end
      when t.id is null then 'The directory has no such tenant.'
      when t.status = 'deleted' then format('%s was deleted.', t.slug)
      when t.rung::text <> all (rungs) then format('%s is on the rung %s.', t.slug, t.rung)
      -- what is no part of a cluster's server is looked at for all clusters
      when t.cluster <> all (clusters) and scrub_strangers.kind not in ('server', 'instance', 'secret', 'alarm')
        then format('%s lives on %s.', t.slug, t.cluster)
      when x.name like 'zz\_q\_%' and q.tenant_id is null then 'It is put away, and no quarantine knows it.'
      when scrub_strangers.kind in ('schema', 'database') and q.tenant_id is null and exists (
        select from tenantry_control.quarantines k where k.tenant_id = t.id)
        then format('%s is in quarantine, under another name.', t.slug) end as why) w
    where w.why is not null
    order by x.place;
end
$$;

-- Authorises the worker: where servers of tenants' own are made: a sandbox (how it is administered), or a region of AWS.
create function tenantry_control.scrub_makers(scrub uuid, fence bigint) returns table (provider text, at_place text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tenantry_control.has_scrub(scrub, fence) then
    return query
      select distinct 'local', c.administered_by from tenantry_control.clusters c
      where c.administered_by like 'sandbox:%'
      union
      select 'rds', s.region from tenantry_control.instance_settings s where s.provider = 'rds'
      union
      select 'rds', i.region from tenantry_control.instances i where i.provider = 'rds'
      order by 1, 2;
  end if;
end
$$;

-- Authorises the worker: the servers that must be there, of those that were there.
create function tenantry_control.scrub_servers_wanted(scrub uuid, fence bigint, provider text, at_place text)
returns table (tenant_id uuid, slug text, rung text, name text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not tenantry_control.has_scrub(scrub, fence) then
    return;
  end if;
  return query
    select t.id, t.slug, t.rung::text, i.identifier
    from tenantry_control.instances i
    join tenantry_control.tenants t on t.id = i.tenant_id
    join tenantry_control.clusters c on c.name = t.cluster
    where i.provider = scrub_servers_wanted.provider
      and case i.provider when 'rds' then i.region else c.administered_by end = at_place
      and t.status <> 'deleted'
      and not exists (select from tenantry_control.operations o
                      where o.tenant_id = t.id and o.state in ('queued', 'running', 'cancelling', 'stuck'))
    order by t.id;
end
$$;

grant execute on function tenantry_control.scrub_makers(uuid, bigint),
  tenantry_control.scrub_servers_wanted(uuid, bigint, text, text) to tenantry_worker;
