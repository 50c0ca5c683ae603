-- Deletion in two halves: into quarantine, from which a tenant comes back whole; and, after the waiting time and by
-- somebody else, for good. Each half wants a phrase typed, once, for the thing that is there now.

-- How long a tenant rests in quarantine before it may be purged.
create table tenantry_control.retention (
  only_one boolean primary key default true check (only_one),
  days integer not null default 30 check (days between 7 and 3650)
);
insert into tenantry_control.retention default values;

create table tenantry_control.quarantines (
  tenant_id uuid primary key references tenantry_control.tenants (id),
  operation_id uuid not null references tenantry_control.operations (id),
  deleted_by name not null,
  reason text not null,
  was tenantry_control.tenant_status not null,
  since timestamptz not null default clock_timestamp(),
  until timestamptz not null,
  -- what is kept, and all that a restoration needs
  kept text not null,
  kept_as jsonb not null,
  rows bigint,
  bytes bigint,
  tables jsonb
);

-- What was shown to an operator who is about to delete: good once, for him, for what was there then.
create table tenantry_control.challenges (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenantry_control.tenants (id),
  act text not null check (act in ('delete', 'purge')),
  login name not null default session_user,
  phrase text not null,
  -- the container's oid; null when it is not one of its own
  container oid,
  version bigint not null,
  -- what was counted
  rows bigint,
  bytes bigint,
  tables jsonb,
  expires timestamptz not null default clock_timestamp() + interval '10 minutes',
  used_at timestamptz
);

-- What holds a tenant: its name, its oid, and in words; where it is now, in quarantine or not.
create function tenantry_control.container_of(t tenantry_control.tenants)
returns table (name text, oid oid, said text, present boolean)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  kept constant jsonb := (select q.kept_as from tenantry_control.quarantines q where q.tenant_id = (t).id);
begin
  if (t).rung = 'schema' then
    name := coalesce(kept ->> 'name', (t).schema_name);
    oid := to_regnamespace(quote_ident(name));
    said := 'schema ' || name;
  elsif (t).rung = 'database' then
    name := coalesce(kept ->> 'name', (t).database_name);
    oid := (select d.oid from pg_database d where d.datname = container_of.name);
    said := 'database ' || name;
  else
    name := (t).id::text;
    said := 'rows in the shared tables';
  end if;
  present := (t).rung = 'shared' or oid is not null;
  return next;
end
$$;

-- The phrase for an act on what holds a tenant.
create function tenantry_control.phrase_for(act text, t tenantry_control.tenants) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select upper(act) || '_' || case (t).rung when 'shared' then 'ROWS' else upper((t).rung::text) end || '_'
    || coalesce((t).schema_name, (t).database_name, (t).id::text)
$$;

-- Why an act would be refused now, a sentence each.
create function tenantry_control.deletion_blockers(act text, t tenantry_control.tenants) returns text[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select coalesce(array_agg(why), '{}') from (
    select format('%s is %s.', (t).slug, (t).status) as why
    where (act = 'delete' and (t).status not in ('active', 'suspended', 'failed')) or (act = 'purge' and (t).status <> 'deleting')
    union all
    select 'It has child tenants; delete them first.' where act = 'delete' and exists (
      select from tenantry_control.tenants c where c.parent_id = (t).id and c.status not in ('deleting', 'deleted'))
    union all
    select 'Another operation on it is going on, or stuck.' where exists (
      select from tenantry_control.operations o
      where o.tenant_id = (t).id and o.state in ('queued', 'running', 'cancelling', 'stuck'))
    union all
    select 'It is not in quarantine.' where act = 'purge' and (t).status = 'deleting' and not exists (
      select from tenantry_control.quarantines q where q.tenant_id = (t).id)
    union all
    select format('It may be purged from %s on.', to_char(q.until at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
    from tenantry_control.quarantines q where act = 'purge' and q.tenant_id = (t).id and q.until > clock_timestamp()
    union all
    select format('%s asked for the deletion; a second person purges.', q.deleted_by)
    from tenantry_control.quarantines q where act = 'purge' and q.tenant_id = (t).id and q.deleted_by = session_user
    union all
    select format('Outside of it, %s depends on it.', d)
    from tenantry_control.container_of(t) c, tenantry.outside_dependents(c.name::name) d
    where act = 'purge' and (t).rung = 'schema' and c.oid is not null) blockers);
end
$$;

-- Authorises ops: what a deletion would do, and a challenge for it.
create function tenantry_control.plan_deletion(tenant uuid, act text) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  t tenantry_control.tenants;
  holds record;
  tables jsonb;
  outside text[] := '{}';
  challenge tenantry_control.challenges;
begin
  perform tenantry_control.authorise('ops');
  if act not in ('delete', 'purge') then
    perform tenantry_control.refuse('TN400', 'There is no such act.', 'act', 'It is delete or purge.');
  end if;
  select * into t from tenantry_control.tenants where id = tenant for share;
  if t.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  end if;
  select * into holds from tenantry_control.container_of(t);
  select q.tables into tables from tenantry_control.quarantines q where q.tenant_id = tenant;
  if not found and t.rung in ('shared', 'schema') and holds.present and to_regclass('tenantry.placements') is not null then
    select jsonb_agg(jsonb_build_object('name', n.name, 'rows', n.rows, 'bytes', case when t.rung = 'schema' then n.bytes end))
    into tables from tenantry.count_tenant(tenant, case t.rung when 'schema' then holds.name else 'public' end::name) n;
  end if;
  if t.rung = 'schema' and holds.oid is not null then
    outside := array(select tenantry.outside_dependents(holds.name::name));
  end if;
  insert into tenantry_control.challenges (tenant_id, act, phrase, container, version, tables, rows, bytes)
  values (tenant, plan_deletion.act, tenantry_control.phrase_for(plan_deletion.act, t), holds.oid, t.version, tables,
          (select sum((n ->> 'rows')::bigint) from jsonb_array_elements(tables) n),
          case when t.rung = 'database' and holds.oid is not null then pg_database_size(holds.oid)
               else (select sum((n ->> 'bytes')::bigint) from jsonb_array_elements(tables) n) end)
  returning * into challenge;
  return jsonb_build_object(
    'tenant', jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name), 'rung', t.rung, 'act', act,
    'phrase', challenge.phrase, 'challenge', challenge.id, 'expiresAt', challenge.expires, 'version', t.version,
    'container', holds.said, 'exists', holds.present, 'tables', coalesce(tables, '[]'),
    'bytes', case when t.rung = 'database' and holds.oid is not null then pg_database_size(holds.oid) end,
    'outside', outside, 'blockers', tenantry_control.deletion_blockers(act, t),
    'days', (select r.days from tenantry_control.retention r),
    'until', (select q.until from tenantry_control.quarantines q where q.tenant_id = tenant));
end
$$;

-- Where two texts part: the place of the first difference and what stands there, character by character.
create function tenantry_control.difference(typed text, wanted text) returns text
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  for i in 1..greatest(char_length(typed), char_length(wanted)) loop
    if substr(typed, i, 1) is distinct from substr(wanted, i, 1) then
      return case
        when substr(typed, i, 1) = '' then format('it ends after %s characters', i - 1)
        when substr(wanted, i, 1) = '' then format('there is more after character %s', i - 1)
        else format('character %s is U+%s and not U+%s', i, lpad(upper(to_hex(ascii(substr(typed, i, 1)))), 4, '0'),
                    lpad(upper(to_hex(ascii(substr(wanted, i, 1)))), 4, '0')) end;
    end if;
  end loop;
  return 'it is the same';
end
$$;

-- Uses a challenge up: it is this login's, for this act and tenant, unused, in time, for what is still there; and the phrase
-- is byte for byte the one that was shown.
create function tenantry_control.meet_challenge(challenge uuid, act text, t tenantry_control.tenants, phrase text) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  c tenantry_control.challenges;
  blockers constant text[] := tenantry_control.deletion_blockers(act, t);
begin
  select * into c from tenantry_control.challenges k where k.id = challenge for update;
  if c.id is null or c.act <> meet_challenge.act or c.tenant_id <> (t).id or c.login <> session_user then
    perform tenantry_control.refuse('TN412', 'What was shown is of another tenant, act or login.', 'challenge', 'Look at the inventory again.');
  elsif c.used_at is not null or c.expires < clock_timestamp() then
    perform tenantry_control.refuse('TN412', 'What was shown is used up or more than 10 minutes old.', 'challenge',
      'Look at the inventory again.');
  elsif convert_to(phrase, 'UTF8') is distinct from convert_to(c.phrase, 'UTF8') then
    perform tenantry_control.refuse('TN400', format('The phrase is not the one that is wanted: %s.',
      tenantry_control.difference(coalesce(phrase, ''), c.phrase)), 'phrase', format('Type %s', c.phrase));
  elsif cardinality(blockers) > 0 then
    perform tenantry_control.refuse('TN412', array_to_string(blockers, ' '), 'tenant', 'Mend that first.');
  elsif c.container is distinct from (select h.oid from tenantry_control.container_of(t) h) or c.version <> (t).version then
    perform tenantry_control.refuse('TN409', format('%s is not what it was when it was shown.', (t).slug), 'challenge',
      'Look at the inventory again.');
  end if;
  update tenantry_control.challenges k set used_at = clock_timestamp() where k.id = challenge;
end
$$;

-- Authorises ops: puts a tenant into quarantine. Its services are stopped with this very transaction.
create function tenantry_control.delete_tenant(tenant uuid, reason text, challenge uuid, phrase text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  t tenantry_control.tenants;
  becomes tenantry_control.tenants;
  requested uuid;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  select * into t from tenantry_control.tenants where id = tenant for update;
  if t.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  end if;
  perform tenantry_control.meet_challenge(challenge, 'delete', t, phrase);
  requested := tenantry_control.request_operation('tenant.delete', tenant,
    (select jsonb_build_object('was', t.status, 'container', c.container::bigint, 'rows', c.rows, 'bytes', c.bytes, 'tables', c.tables)
     from tenantry_control.challenges c where c.id = challenge), reason);
  update tenantry_control.tenants
  set status = 'deleting', status_reason = tenantry_control.trimmed(reason), version = version + 1,
      updated_at = clock_timestamp()
  where id = tenant returning * into strict becomes;
  perform tenantry_control.audit('tenant.delete', tenant, requested::text, reason, null, tenantry_control.audited(t),
    tenantry_control.audited(becomes));
  perform tenantry_control.announce_stale('{tenants,fleet,audit,operations}', tenant);
  return requested;
end
$$;

-- Authorises ops: brings a tenant back from quarantine.
create function tenantry_control.restore_tenant(tenant uuid, reason text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  t tenantry_control.tenants;
  q tenantry_control.quarantines;
  requested uuid;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  select * into t from tenantry_control.tenants where id = tenant for update;
  select * into q from tenantry_control.quarantines where tenant_id = tenant;
  if t.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  elsif q.tenant_id is null then
    perform tenantry_control.refuse('TN412', format('%s is not in quarantine.', t.slug), 'tenant', 'There is nothing to restore.');
  end if;
  requested := tenantry_control.request_operation('tenant.restore', tenant,
    jsonb_build_object('was', q.was, 'keptAs', q.kept_as), reason);
  perform tenantry_control.audit('tenant.restore', tenant, requested::text, reason, null, null, null);
  perform tenantry_control.announce_stale('{tenants,audit,operations}', tenant);
  return requested;
end
$$;

-- Authorises ops, and of them not the one who deleted: removes a tenant for good.
create function tenantry_control.purge_tenant(tenant uuid, reason text, challenge uuid, phrase text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  t tenantry_control.tenants;
  requested uuid;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  select * into t from tenantry_control.tenants where id = tenant for update;
  if t.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  end if;
  perform tenantry_control.meet_challenge(challenge, 'purge', t, phrase);
  requested := tenantry_control.request_operation('tenant.purge', tenant,
    (select jsonb_build_object('keptAs', q.kept_as, 'container', (select h.oid::bigint from tenantry_control.container_of(t) h))
     from tenantry_control.quarantines q where q.tenant_id = tenant), reason);
  perform tenantry_control.audit('tenant.purge', tenant, requested::text, reason, null, null, null);
  perform tenantry_control.announce_stale('{tenants,audit,operations}', tenant);
  return requested;
end
$$;

-- Authorises the worker: the tenant of its operation is in quarantine, kept so. Again: changes nothing.
create function tenantry_control.quarantined(operation uuid, fence bigint, kept text, kept_as jsonb)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
begin
  if o.id is null or o.kind <> 'tenant.delete' then
    return;
  end if;
  insert into tenantry_control.quarantines (tenant_id, operation_id, deleted_by, reason, was, until, kept, kept_as, rows, bytes, tables)
  select o.tenant_id, o.id, o.requested_by, o.reason, (o.plan ->> 'was')::tenantry_control.tenant_status,
         clock_timestamp() + make_interval(days => r.days), quarantined.kept, quarantined.kept_as,
         (o.plan ->> 'rows')::bigint, (o.plan ->> 'bytes')::bigint, nullif(o.plan -> 'tables', 'null')
  from tenantry_control.retention r
  on conflict (tenant_id) do nothing;
end
$$;

-- Authorises the worker: the tenant of its operation is out of quarantine, one way or the other.
create function tenantry_control.released(operation uuid, fence bigint) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
begin
  delete from tenantry_control.quarantines q
  where q.tenant_id = o.tenant_id and o.kind in ('tenant.delete', 'tenant.restore', 'tenant.purge');
end
$$;

grant select on tenantry_control.quarantines, tenantry_control.retention
  to tenantry_support, tenantry_approver, tenantry_auditor;
grant execute on function tenantry_control.plan_deletion(uuid, text),
  tenantry_control.delete_tenant(uuid, text, uuid, text), tenantry_control.restore_tenant(uuid, text),
  tenantry_control.purge_tenant(uuid, text, uuid, text) to tenantry_ops;
grant execute on function tenantry_control.quarantined(uuid, bigint, text, jsonb),
  tenantry_control.released(uuid, bigint) to tenantry_worker;
