-- The scrubber: what is on the servers and in no directory, and what is in the directory and on no server. It only finds.
-- What is to go is decided by a person, thing by thing, and looked at once more right before it goes.

create type tenantry_control.scrub_state as enum ('queued', 'running', 'done', 'purge_queued', 'purging', 'failed');

create table tenantry_control.scrubs (
  id uuid primary key default tenantry_control.new_id(),
  state tenantry_control.scrub_state not null default 'queued',
  reason text not null,
  requested_by name not null default session_user,
  requested_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  -- when all had been looked at: from then on the findings grow old
  ended_at timestamptz,
  -- which worker has it, and the number that it must show
  executor text collate "C",
  fence bigint not null default 0,
  error text
);
-- one at a time: what two of them found would be the same
create unique index scrubs_one_at_a_time on tenantry_control.scrubs ((true))
  where state in ('queued', 'running', 'purge_queued', 'purging');

-- Where it looked, and where it could not.
create table tenantry_control.scrub_places (
  scrub_id uuid not null references tenantry_control.scrubs (id),
  place text not null,
  looked boolean not null,
  -- why it could not
  why text,
  primary key (scrub_id, place)
);

create table tenantry_control.scrub_findings (
  scrub_id uuid not null references tenantry_control.scrubs (id),
  number integer not null check (number > 0),
  kind text collate "C" not null,
  place text not null,
  name text not null,
  oid bigint,
  -- what must be the same when it goes
  mark text not null,
  tenant_id uuid,
  rows bigint,
  bytes bigint,
  why text not null,
  -- an operation that is going on or stuck: what it left is its own
  operation_id uuid references tenantry_control.operations (id),
  can_purge boolean not null,
  decision text check (decision in ('purge', 'keep')),
  decided_by name,
  decided_at timestamptz,
  decision_reason text,
  purged_at timestamptz,
  error text,
  primary key (scrub_id, number)
);

-- Authorises ops: has everything looked at.
create function tenantry_control.request_scrub(reason text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  made uuid;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  insert into tenantry_control.scrubs (reason) values (tenantry_control.trimmed(reason)) on conflict do nothing
  returning id into made;
  if made is null then
    perform tenantry_control.refuse('TN409', 'Another scrub is going on.', '', 'Wait for it, and look at what it found.');
  end if;
  perform tenantry_control.audit('scrub.request', null, made::text, reason, null, null, null);
  perform tenantry_control.announce_stale('{operations,audit}', null);
  return made;
end
$$;

-- A scrub whose findings are still to be trusted, locked for a change by an operator.
create function tenantry_control.lock_scrub(scrub uuid) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  s tenantry_control.scrubs;
begin
  select * into s from tenantry_control.scrubs p where p.id = scrub for update;
  if s.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such scrub.', 'scrub', 'Look at the newest one.');
  elsif s.state <> 'done' then
    perform tenantry_control.refuse('TN412', format('The scrub is %s.', replace(s.state::text, '_', ' ')), 'scrub',
      'Wait for it, or scrub again.');
  elsif s.ended_at < clock_timestamp() - interval '24 hours' then
    perform tenantry_control.refuse('TN412', 'What it found is more than 24 hours old.', 'scrub', 'Scrub again.');
  end if;
end
$$;

-- Authorises ops: decides of findings what becomes of them. Answers how many.
create function tenantry_control.decide_findings(scrub uuid, numbers integer[], decision text, reason text) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  wrong record;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  if decision is null or decision not in ('purge', 'keep') then
    perform tenantry_control.refuse('TN400', 'There is no such decision.', 'decision', 'It is purge or keep.');
  elsif coalesce(cardinality(numbers), 0) not between 1 and 1000 then
    perform tenantry_control.refuse('TN400', 'No findings are named, or more than 1,000.', 'numbers', 'Name them by their numbers.');
  end if;
  perform tenantry_control.lock_scrub(scrub);
  select n.number, f.number as known, f.can_purge, f.operation_id, f.purged_at into wrong
  from unnest(numbers) n (number)
  left join tenantry_control.scrub_findings f on f.scrub_id = scrub and f.number = n.number
  where f.number is null or f.purged_at is not null or (decide_findings.decision = 'purge' and not f.can_purge)
  order by n.number limit 1;
  if found then
    perform tenantry_control.refuse('TN412', case
      when wrong.known is null then format('There is no finding %s.', wrong.number)
      when wrong.purged_at is not null then format('Finding %s is purged.', wrong.number)
      when wrong.operation_id is not null then format('Finding %s belongs to the operation %s.', wrong.number, wrong.operation_id)
      else format('Finding %s is nothing that could be purged: something is missing.', wrong.number) end,
      'numbers', case when wrong.operation_id is not null then 'Retry that operation, or cancel it.' else 'Leave it out.' end);
  end if;
  update tenantry_control.scrub_findings f
  set decision = decide_findings.decision, decided_by = session_user, decided_at = clock_timestamp(),
      decision_reason = tenantry_control.trimmed(decide_findings.reason), error = null
  where f.scrub_id = scrub and f.number = any (numbers);
  perform tenantry_control.audit('scrub.decide', null, scrub::text, reason, null, null,
    jsonb_build_object('decision', decision, 'findings', (
      select jsonb_agg(jsonb_build_object('number', f.number, 'kind', f.kind, 'place', f.place, 'name', f.name) order by f.number)
      from tenantry_control.scrub_findings f where f.scrub_id = scrub and f.number = any (numbers))));
  perform tenantry_control.announce_stale('{operations,audit}', null);
  return cardinality(numbers);
end
$$;

-- Authorises ops: has what was decided to go purged.
create function tenantry_control.purge_findings(scrub uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  perform tenantry_control.lock_scrub(scrub);
  if not exists (select from tenantry_control.scrub_findings f
                 where f.scrub_id = scrub and f.decision = 'purge' and f.purged_at is null) then
    perform tenantry_control.refuse('TN412', 'Of none of its findings it was decided that it goes.', 'scrub',
      'Decide of each: purge or keep.');
  end if;
  begin
    update tenantry_control.scrubs p set state = 'purge_queued', executor = null where p.id = scrub;
  exception when unique_violation then
    perform tenantry_control.refuse('TN409', 'Another scrub is going on.', '', 'Wait for it.');
  end;
  perform tenantry_control.audit('scrub.purge', null, scrub::text, reason, null, null,
    jsonb_build_object('findings', (select jsonb_agg(f.number order by f.number) from tenantry_control.scrub_findings f
                                    where f.scrub_id = scrub and f.decision = 'purge' and f.purged_at is null)));
  perform tenantry_control.announce_stale('{operations,audit}', null);
end
$$;

-- Authorises the worker: takes a scrub that waits, or that a worker has who was not seen for `patience`. Begun anew, it
-- forgets what the first one found; what was purged stays so.
create function tenantry_control.scrub_taken(worker text, patience interval)
returns table (scrub uuid, fence bigint, purging boolean)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  s tenantry_control.scrubs;
begin
  perform tenantry_control.authorise('worker');
  select p.* into s
  from tenantry_control.scrubs p left join tenantry_control.workers w on w.name = p.executor
  where p.state in ('queued', 'purge_queued')
     or (p.state in ('running', 'purging') and (w.name is null or w.seen_at < clock_timestamp() - patience))
  order by p.id limit 1 for update of p skip locked;
  if s.id is null then
    return;
  end if;
  if s.state in ('queued', 'running') then
    delete from tenantry_control.scrub_findings f where f.scrub_id = s.id;
    delete from tenantry_control.scrub_places f where f.scrub_id = s.id;
  end if;
  update tenantry_control.scrubs p
  set executor = worker, fence = p.fence + 1, started_at = coalesce(p.started_at, clock_timestamp()),
      state = case when p.state in ('queued', 'running') then 'running' else 'purging' end::tenantry_control.scrub_state
  where p.id = s.id returning p.* into s;
  perform tenantry_control.announce_stale('{operations}', null);
  return query select s.id, s.fence, s.state = 'purging';
end
$$;

-- Whether a worker has a scrub, under this number.
create function tenantry_control.has_scrub(scrub uuid, fence bigint) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform tenantry_control.authorise('worker');
  return exists (select from tenantry_control.scrubs p
                 where p.id = scrub and p.fence = has_scrub.fence and p.state in ('running', 'purging') for no key update);
end
$$;

-- Authorises the worker: the servers to look at.
create function tenantry_control.scrub_servers(scrub uuid, fence bigint)
returns table (cluster text, here boolean, administered_by text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tenantry_control.has_scrub(scrub, fence) then
    return query select c.name, c.here, c.administered_by from tenantry_control.clusters c order by c.name;
  end if;
end
$$;

-- Authorises the worker: which of the things that he saw on the server of these clusters are nobody's, and why.
create function tenantry_control.scrub_strangers(scrub uuid, fence bigint, clusters text[], kind text, things jsonb)
returns table (place integer, tenant_id uuid, why text, operation uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  rungs constant text[] := case
    when kind in ('schema', 'schema_entry') then '{schema}' when kind in ('database', 'login') then '{database}'
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
      when t.cluster <> all (clusters) then format('%s lives on %s.', t.slug, t.cluster)
      when x.name like 'zz\_q\_%' and q.tenant_id is null then 'It is put away, and no quarantine knows it.'
      when scrub_strangers.kind in ('schema', 'database') and q.tenant_id is null and exists (
        select from tenantry_control.quarantines k where k.tenant_id = t.id)
        then format('%s is in quarantine, under another name.', t.slug) end as why) w
    where w.why is not null
    order by x.place;
end
$$;

-- Authorises the worker: what must be on the server of these clusters. What an operation is at work on may be or not.
create function tenantry_control.scrub_wanted(scrub uuid, fence bigint, clusters text[])
returns table (tenant_id uuid, slug text, rung text, name text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not tenantry_control.has_scrub(scrub, fence) then
    return;
  end if;
  return query
    select t.id, t.slug, t.rung::text, coalesce(q.kept_as ->> 'name', t.schema_name, t.database_name)
    from tenantry_control.tenants t left join tenantry_control.quarantines q on q.tenant_id = t.id
    where t.rung in ('schema', 'database') and t.cluster = any (clusters)
      and (t.status in ('active', 'suspended') or q.tenant_id is not null)
      and not exists (select from tenantry_control.operations o
                      where o.tenant_id = t.id and o.state in ('queued', 'running', 'cancelling', 'stuck'))
    order by t.id;
end
$$;

-- Authorises the worker: a place was looked at, or could not be.
create function tenantry_control.scrub_looked(scrub uuid, fence bigint, place text, why text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tenantry_control.has_scrub(scrub, fence) then
    insert into tenantry_control.scrub_places values (scrub, scrub_looked.place, scrub_looked.why is null, scrub_looked.why)
    on conflict on constraint scrub_places_pkey do update set looked = excluded.looked, why = excluded.why;
  end if;
end
$$;

-- Authorises the worker: what was found, one after the other.
create function tenantry_control.scrub_found(scrub uuid, fence bigint, found_now jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not tenantry_control.has_scrub(scrub, fence) then
    return;
  end if;
  insert into tenantry_control.scrub_findings
    (scrub_id, number, kind, place, name, oid, mark, tenant_id, rows, bytes, why, operation_id, can_purge)
  select scrub, (select coalesce(max(f.number), 0) from tenantry_control.scrub_findings f where f.scrub_id = scrub) + e.place,
         r.kind, r.place, r.name, r.oid, r.mark, r.tenant, r.rows, r.bytes,
         case when r.operation is null then r.why else 'An operation on its tenant is going on, or stuck: it is that one''s.' end,
         r.operation, r.operation is null and r.kind not like 'missing\_%'
  from jsonb_array_elements(found_now) with ordinality e (value, place),
    jsonb_to_record(e.value) as r (kind text, place text, name text, oid bigint, mark text, tenant uuid, rows bigint,
                                   bytes bigint, why text, operation uuid);
  perform tenantry_control.announce_stale('{operations}', null);
end
$$;

-- Authorises the worker: what he is to purge.
create function tenantry_control.scrub_condemned(scrub uuid, fence bigint)
returns table (number integer, kind text, place text, name text, mark text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tenantry_control.has_scrub(scrub, fence) then
    return query
      select f.number, f.kind, f.place, f.name, f.mark from tenantry_control.scrub_findings f
      where f.scrub_id = scrub and f.decision = 'purge' and f.can_purge and f.purged_at is null order by f.number;
  end if;
end
$$;

-- Authorises the worker: a finding is purged; or it is not, and why.
create function tenantry_control.scrub_purged(scrub uuid, fence bigint, number integer, error text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  f tenantry_control.scrub_findings;
begin
  if not tenantry_control.has_scrub(scrub, fence) then
    return;
  end if;
  update tenantry_control.scrub_findings g
  set purged_at = case when scrub_purged.error is null then clock_timestamp() end, error = scrub_purged.error
  where g.scrub_id = scrub and g.number = scrub_purged.number and g.decision = 'purge' and g.purged_at is null
  returning g.* into f;
  if f.purged_at is not null then
    perform tenantry_control.audit('scrub.purged', null, scrub::text, f.decision_reason, null, null,
      jsonb_build_object('number', f.number, 'kind', f.kind, 'place', f.place, 'name', f.name, 'decidedBy', f.decided_by));
  end if;
  perform tenantry_control.announce_stale('{operations,audit}', null);
end
$$;

-- Authorises the worker: the scrub, or its purge, has ended.
create function tenantry_control.scrub_ended(scrub uuid, fence bigint, error text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tenantry_control.has_scrub(scrub, fence) then
    update tenantry_control.scrubs p
    set state = case when scrub_ended.error is null then 'done' else 'failed' end::tenantry_control.scrub_state,
        ended_at = case when p.state = 'running' then clock_timestamp() else p.ended_at end, error = scrub_ended.error
    where p.id = scrub;
    perform tenantry_control.announce_stale('{operations}', null);
  end if;
end
$$;

grant select on tenantry_control.scrubs, tenantry_control.scrub_places, tenantry_control.scrub_findings
  to tenantry_support, tenantry_approver, tenantry_auditor;
grant select on tenantry_control.scrubs to tenantry_worker;
grant execute on function tenantry_control.request_scrub(text), tenantry_control.purge_findings(uuid, text),
  tenantry_control.decide_findings(uuid, integer[], text, text) to tenantry_ops;
grant execute on function tenantry_control.scrub_taken(text, interval), tenantry_control.scrub_servers(uuid, bigint),
  tenantry_control.scrub_strangers(uuid, bigint, text[], text, jsonb), tenantry_control.scrub_wanted(uuid, bigint, text[]),
  tenantry_control.scrub_looked(uuid, bigint, text, text), tenantry_control.scrub_found(uuid, bigint, jsonb),
  tenantry_control.scrub_condemned(uuid, bigint), tenantry_control.scrub_purged(uuid, bigint, integer, text),
  tenantry_control.scrub_ended(uuid, bigint, text)
  to tenantry_worker;
