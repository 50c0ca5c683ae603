-- The outbox: an event is written in the transaction of the change that it tells of, and read in order, tenant by tenant.
-- Nobody reads or writes these tables but the functions here. Those of a service take the tenant from its signed context;
-- those of a worker see which tenants have events and never what the events say.

-- The last place that a tenant has given out. Its row is locked from an event until the transaction ends: places have no
-- gap and are given in the order of commits, so a reader never passes over a transaction that commits late. Other tenants
-- do not wait. A sequence with a horizon of transactions would make all tenants wait for anybody's long transaction.
create table tenantry.event_places (
  tenant_id uuid primary key,
  last bigint not null
) with (fillfactor = 50);

create table tenantry.events (
  tenant_id uuid not null,
  place bigint not null check (place > 0),
  id uuid not null,
  kind text collate "C" not null,
  aggregate text collate "C" not null,
  aggregate_id text collate "C" not null,
  -- of the aggregate, after the change
  version bigint not null,
  payload jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, place),
  unique (tenant_id, id)
);

-- Who reads. An event stays until all of them are past it.
create table tenantry.event_consumers (
  name text collate "C" primary key check (name ~ '^[a-z0-9][a-z0-9_.-]{0,62}$'),
  added timestamptz not null default clock_timestamp()
);

-- How far each is with each tenant.
create table tenantry.event_cursors (
  consumer text collate "C" not null references tenantry.event_consumers on delete cascade,
  tenant_id uuid not null,
  -- all up to here is done or set aside
  place bigint not null default 0,
  -- how often the next one failed, and from when on it is tried again
  attempts integer not null default 0,
  not_before timestamptz,
  -- the one that was served longest ago comes first
  served timestamptz not null default '-infinity',
  primary key (consumer, tenant_id)
) with (fillfactor = 50);

-- Events that a consumer could not take. Later ones of the same aggregate are set aside with them, all others go on.
create table tenantry.events_aside (
  consumer text collate "C" not null references tenantry.event_consumers on delete cascade,
  tenant_id uuid not null,
  place bigint not null,
  aggregate text collate "C" not null,
  aggregate_id text collate "C" not null,
  why text not null,
  attempts integer not null,
  since timestamptz not null default clock_timestamp(),
  -- somebody asked for another try
  again boolean not null default false,
  primary key (consumer, tenant_id, place)
);
create index events_aside_by_aggregate on tenantry.events_aside (consumer, tenant_id, aggregate, aggregate_id);
create index events_aside_again on tenantry.events_aside (consumer, tenant_id) where again;

-- Events that were never written because their payload named another tenant: the last 100 of each tenant.
create table tenantry.refused_events (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  kind text collate "C" not null,
  why text not null,
  login name not null default session_user,
  at timestamptz not null default clock_timestamp()
);
create index refused_events_by_tenant on tenantry.refused_events (tenant_id, id);

-- Whether a payload names another tenant: at any depth, a key tenant_id, in any spelling, that holds anything but this
-- tenant's id, or a key tenant that holds another id or an object with one. The program looks with the same rules, which
-- is why no locale has a say.
create function tenantry.names_another_tenant(payload jsonb, tenant uuid) returns boolean
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  -- most payloads speak of no tenant at all
  select case when payload::text !~* 't[^a-z]*e[^a-z]*n[^a-z]*a[^a-z]*n[^a-z]*t' then false else (
    with recursive parts (key, value) as (
      select '' collate "C", payload
      union all
      select inner_part.key, inner_part.value
      from parts p cross join lateral (
        -- whatever is below a tenant_id is one, and so is the id of an object that stands for a tenant
        select case when p.key = 'tenantid' or p.key = 'tenant' and letters.word = 'id' then 'tenantid'
                    else letters.word end as key, e.value
        from jsonb_each(case jsonb_typeof(p.value) when 'object' then p.value else '{}' end) e,
          lateral (select regexp_replace(lower(e.key collate "C"), '[^a-z]', '', 'g') as word) letters
        union all
        select p.key, e.value
        from jsonb_array_elements(case jsonb_typeof(p.value) when 'array' then p.value else '[]' end) e
      ) inner_part
    )
    select exists (
      select from parts p,
        lateral (select regexp_replace(lower((p.value #>> '{}') collate "C"), '^urn:uuid:|[{} \t\n\r\f\v-]', '', 'g') as hex) said
      where jsonb_typeof(p.value) in ('string', 'number', 'boolean')
        and (p.key = 'tenantid' or p.key = 'tenant' and said.hex ~ '^[0-9a-f]{32}$')
        and said.hex <> replace(tenant::text, '-', ''))
  ) end
$$;

-- Writes an event for the tenant of the context. Refused: no tenant, a payload that names another, too much of it.
create function tenantry.emit(event_id uuid, kind text, aggregate text, aggregate_id text, version bigint, payload jsonb)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := tenantry.current_tenant();
  given bigint;
begin
  if tenant is null then
    perform tenantry.refuse_context('An event belongs to a tenant, and there is none here.', 'Enter the tenant first.');
  end if;
  if tenantry.names_another_tenant(payload, tenant) then
    raise exception using errcode = 'TN400', column = 'payload', message = 'The payload of the event names another tenant.',
      hint = 'Leave the tenant out: the event carries it.';
  end if;
  if length(payload::text) > 262144 or length(kind) not between 1 and 200 or length(aggregate) not between 1 and 200
     or length(aggregate_id) not between 1 and 200 then
    raise exception using errcode = 'TN400', column = 'payload',
      message = 'An event holds at most 262144 characters, and its names 1 to 200.',
      hint = 'Store what is large, and name it in the event.';
  end if;
  insert into tenantry.event_places as p (tenant_id, last) values (tenant, 1)
  on conflict (tenant_id) do update set last = p.last + 1
  returning p.last into given;
  insert into tenantry.events (tenant_id, place, id, kind, aggregate, aggregate_id, version, payload, at)
  values (tenant, given, event_id, kind, aggregate, aggregate_id, version, payload, clock_timestamp())
  on conflict (tenant_id, id) do nothing;
  if not found then
    raise exception using errcode = 'TN409', message = 'An event with this id is already written.', column = 'id',
      hint = 'The change was made before; do not make it again.';
  end if;
  -- a hint to look, never the event: whoever may log in can listen
  perform pg_notify('tenant-' || tenant, given::text);
  return given;
end
$$;

-- Remembers that an event of the context's tenant was refused.
create function tenantry.note_refused_event(kind text, why text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := tenantry.current_tenant();
begin
  if tenant is null then
    perform tenantry.refuse_context('An event belongs to a tenant, and there is none here.', 'Enter the tenant first.');
  end if;
  insert into tenantry.refused_events (tenant_id, kind, why) values (tenant, left(kind, 200), left(why, 500));
  delete from tenantry.refused_events r
  where r.tenant_id = tenant and r.id <= (select o.id from tenantry.refused_events o where o.tenant_id = tenant
                                          order by o.id desc offset 100 limit 1);
end
$$;

-- Registers a consumer: from now on events wait for it. It begins with the oldest that is kept.
create function tenantry.add_event_consumer(name text) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into tenantry.event_consumers (name) values (add_event_consumer.name) on conflict do nothing
$$;

-- Removes a consumer, with what it set aside: nothing waits for it any more.
create function tenantry.drop_event_consumer(name text) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  delete from tenantry.event_consumers c where c.name = drop_event_consumer.name
$$;

-- The tenants with events for a consumer: when there are more than `most`, those that were served longest ago. It tells
-- ids and nothing else.
create function tenantry.tenants_with_events(consumer text, most integer) returns table (tenant_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- made here and not while events are handled: nobody waits for a cursor that somebody else is making
  insert into tenantry.event_cursors as c (consumer, tenant_id)
  select tenants_with_events.consumer, p.tenant_id from tenantry.event_places p
  where not exists (select from tenantry.event_cursors o
                    where o.consumer = tenants_with_events.consumer and o.tenant_id = p.tenant_id)
  on conflict do nothing;
  return query
  with due as materialized (
    select c.tenant_id from tenantry.event_cursors c join tenantry.event_places p on p.tenant_id = c.tenant_id
    where c.consumer = tenants_with_events.consumer
      and (p.last > c.place and (c.not_before is null or c.not_before <= clock_timestamp())
           or exists (select from tenantry.events_aside a
                      where a.consumer = c.consumer and a.tenant_id = c.tenant_id and a.again))
    order by c.served, c.tenant_id limit most
    -- one that is being served has somebody
    for update of c skip locked
  )
  update tenantry.event_cursors c set served = clock_timestamp() from due d
  where c.consumer = tenants_with_events.consumer and c.tenant_id = d.tenant_id
  returning c.tenant_id;
end
$$;

-- The next events of the context's tenant, in order, for as long as this transaction lasts: whoever else asks meanwhile
-- gets none. Those that somebody wants tried again come first. `held`: an earlier one of its aggregate is set aside.
create function tenantry.claim_events(consumer text, most integer)
returns table (place bigint, id uuid, kind text, aggregate text, aggregate_id text, version bigint, payload jsonb,
               at timestamptz, again boolean, held boolean)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := tenantry.current_tenant();
  reached bigint;
begin
  select c.place into reached from tenantry.event_cursors c
  where c.consumer = claim_events.consumer and c.tenant_id = tenant for update skip locked;
  if reached is null then
    return;
  end if;
  return query
  select e.place, e.id, e.kind, e.aggregate, e.aggregate_id, e.version, e.payload, e.at, true, false
  from tenantry.events_aside a join tenantry.events e on e.tenant_id = a.tenant_id and e.place = a.place
  where a.consumer = claim_events.consumer and a.tenant_id = tenant and a.again
  order by e.place limit most;
  if found then
    return;
  end if;
  return query
  select e.place, e.id, e.kind, e.aggregate, e.aggregate_id, e.version, e.payload, e.at, false,
         exists (select from tenantry.events_aside a
                 where a.consumer = claim_events.consumer and a.tenant_id = tenant
                   and a.aggregate = e.aggregate and a.aggregate_id = e.aggregate_id)
  from tenantry.event_cursors c join tenantry.events e on e.tenant_id = c.tenant_id and e.place > reached
  where c.consumer = claim_events.consumer and c.tenant_id = tenant
    and (c.not_before is null or c.not_before <= clock_timestamp())
  order by e.place limit most;
end
$$;

-- Claimed events are done; in the transaction of what was done with them, so that both last or neither.
create function tenantry.finish_events(consumer text, places bigint[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := tenantry.current_tenant();
begin
  delete from tenantry.events_aside a
  where a.consumer = finish_events.consumer and a.tenant_id = tenant and a.again and a.place = any (places);
  update tenantry.event_cursors c
  set place = greatest(c.place, (select max(p) from unnest(places) p)), attempts = 0, not_before = null
  where c.consumer = finish_events.consumer and c.tenant_id = tenant;
end
$$;

-- The next event of the context's tenant failed: it is tried again after a pause, or set aside when it failed `most`
-- times. Answers whether it was set aside.
create function tenantry.fail_event(consumer text, place bigint, why text, pause interval, most integer) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := tenantry.current_tenant();
  failed integer;
begin
  -- one that was tried again stays aside until somebody asks once more
  update tenantry.events_aside a set again = false, attempts = a.attempts + 1, why = left(fail_event.why, 500)
  where a.consumer = fail_event.consumer and a.tenant_id = tenant and a.place = fail_event.place and a.again;
  if found then
    return true;
  end if;
  update tenantry.event_cursors c
  set attempts = c.attempts + 1, not_before = clock_timestamp() + pause * power(2, least(c.attempts, 6))
  where c.consumer = fail_event.consumer and c.tenant_id = tenant and c.place < fail_event.place
    -- somebody else may have done it meanwhile
    and not exists (select from tenantry.events e
                    where e.tenant_id = tenant and e.place > c.place and e.place < fail_event.place)
  returning c.attempts into failed;
  if failed is null or failed < most then
    return false;
  end if;
  insert into tenantry.events_aside (consumer, tenant_id, place, aggregate, aggregate_id, why, attempts)
  select fail_event.consumer, e.tenant_id, e.place, e.aggregate, e.aggregate_id, left(fail_event.why, 500), failed
  from tenantry.events e where e.tenant_id = tenant and e.place = fail_event.place
  on conflict do nothing;
  update tenantry.event_cursors c set place = fail_event.place, attempts = 0, not_before = null
  where c.consumer = fail_event.consumer and c.tenant_id = tenant;
  return true;
end
$$;

-- Sets all events of a tenant aside that nobody can take, because no directory knows it. Answers how many.
create function tenantry.set_events_aside(consumer text, tenant uuid, why text) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  reached bigint;
  last_place bigint;
  moved bigint;
begin
  select c.place into reached from tenantry.event_cursors c
  where c.consumer = set_events_aside.consumer and c.tenant_id = tenant for update skip locked;
  select p.last into last_place from tenantry.event_places p where p.tenant_id = tenant;
  if reached is null or last_place is null then
    return 0;
  end if;
  insert into tenantry.events_aside (consumer, tenant_id, place, aggregate, aggregate_id, why, attempts)
  select set_events_aside.consumer, e.tenant_id, e.place, e.aggregate, e.aggregate_id, left(set_events_aside.why, 500), 0
  from tenantry.events e where e.tenant_id = tenant and e.place > reached and e.place <= last_place
  on conflict do nothing;
  get diagnostics moved = row_count;
  update tenantry.event_cursors c set place = last_place, attempts = 0, not_before = null
  where c.consumer = set_events_aside.consumer and c.tenant_id = tenant;
  update tenantry.events_aside a set again = false
  where a.consumer = set_events_aside.consumer and a.tenant_id = tenant and a.again;
  return moved;
end
$$;

-- What was set aside or refused, newest first; never what it says. A refused one has no consumer and no place.
create function tenantry.list_events_aside(most integer)
returns table (consumer text, tenant_id uuid, place bigint, kind text, aggregate text, aggregate_id text, why text,
               attempts integer, since timestamptz, again boolean)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.consumer, a.tenant_id, a.place, e.kind, a.aggregate, a.aggregate_id, a.why, a.attempts, a.since, a.again
  from tenantry.events_aside a join tenantry.events e on e.tenant_id = a.tenant_id and e.place = a.place
  union all
  select null, r.tenant_id, null, r.kind, null, null, r.why, 1, r.at, false from tenantry.refused_events r
  order by since desc, place desc limit most
$$;

-- Asks for another try of an event that was set aside. Answers whether there is one.
create function tenantry.retry_event(consumer text, tenant uuid, place bigint) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update tenantry.events_aside a set again = true
  where a.consumer = retry_event.consumer and a.tenant_id = tenant and a.place = retry_event.place;
  return found;
end
$$;

-- Gives up an event that was set aside, for this consumer. Answers whether there was one.
create function tenantry.discard_event(consumer text, tenant uuid, place bigint) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from tenantry.events_aside a
  where a.consumer = discard_event.consumer and a.tenant_id = tenant and a.place = discard_event.place;
  return found;
end
$$;

-- Deletes at most so many events from before a time that every consumer is past and none has set aside.
create function tenantry.prune_events(before timestamptz, most integer) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  pruned bigint;
begin
  delete from tenantry.events e
  using (select o.tenant_id, o.place from tenantry.events o
         where o.at < before
           and not exists (select from tenantry.event_consumers n
                           left join tenantry.event_cursors c on c.consumer = n.name and c.tenant_id = o.tenant_id
                           where coalesce(c.place, 0) < o.place)
           and not exists (select from tenantry.events_aside a where a.tenant_id = o.tenant_id and a.place = o.place)
         limit most) gone
  where e.tenant_id = gone.tenant_id and e.place = gone.place;
  get diagnostics pruned = row_count;
  return pruned;
end
$$;

grant execute on function tenantry.emit(uuid, text, text, text, bigint, jsonb), tenantry.note_refused_event(text, text),
  tenantry.claim_events(text, integer), tenantry.finish_events(text, bigint[]),
  tenantry.fail_event(text, bigint, text, interval, integer) to tenantry_app;
grant execute on function tenantry.add_event_consumer(text), tenantry.drop_event_consumer(text),
  tenantry.tenants_with_events(text, integer), tenantry.set_events_aside(text, uuid, text),
  tenantry.prune_events(timestamptz, integer) to tenantry_worker;
grant execute on function tenantry.list_events_aside(integer) to tenantry_support, tenantry_worker;
grant execute on function tenantry.retry_event(text, uuid, bigint), tenantry.discard_event(text, uuid, bigint)
  to tenantry_ops, tenantry_worker;
