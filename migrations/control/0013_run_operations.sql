-- Long actions as durable operations. An operator requests: the database says whether he may, writes it down and puts it
-- on the queue, in one transaction. A worker executes, step by step; what stands here is what everybody sees of it.

create type tenantry_control.operation_state as enum
  ('queued', 'running', 'cancelling', 'done', 'failed', 'cancelled', 'stuck');
create type tenantry_control.step_state as enum ('waiting', 'running', 'done', 'failed', 'undoing', 'undone', 'stuck');

create table tenantry_control.operations (
  id uuid primary key default tenantry_control.new_id(),
  kind text collate "C" not null,
  tenant_id uuid not null references tenantry_control.tenants (id),
  plan jsonb not null,
  state tenantry_control.operation_state not null default 'queued',
  reason text not null,
  requested_by name not null default session_user,
  requested_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  -- how often it was put on the queue: each retry and each take-over is a run of its own there
  run integer not null default 1,
  -- which worker has it, and the number that its steps must show: a worker that was given up for dead has an older one
  executor text collate "C",
  fence bigint not null default 0,
  error text,
  remedy text
);
create index operations_by_state on tenantry_control.operations (state, id);
create index operations_by_tenant on tenantry_control.operations (tenant_id, id);
-- a tenant has one thing done to it at a time; what is stuck is in the way until it is retried
create unique index operations_one_at_a_time on tenantry_control.operations (tenant_id)
  where state in ('queued', 'running', 'cancelling', 'stuck');

create table tenantry_control.operation_steps (
  operation_id uuid not null references tenantry_control.operations (id),
  position smallint not null check (position > 0),
  name text collate "C" not null,
  state tenantry_control.step_state not null default 'waiting',
  attempt integer not null default 0,
  started_at timestamptz,
  ended_at timestamptz,
  -- what it did, for people
  detail text,
  error text,
  -- what a stuck step left behind, by name
  resource text,
  -- what later steps need of it
  output jsonb,
  primary key (operation_id, position)
);
create index operation_steps_by_name on tenantry_control.operation_steps (name, ended_at) where state = 'done';

-- How a worker finds the login that provisions on a server: `sandbox:<folder>` or `env:<variable>`, on its own machine.
alter table tenantry_control.clusters add administered_by text;

-- Workers, by the name of their process; one that has not been seen for a while is dead.
create table tenantry_control.workers (
  name text collate "C" primary key check (char_length(name) between 1 and 100),
  version text collate "C" not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);

-- What each kind does, and from which step on it cannot be cancelled (0: never can).
create function tenantry_control.operation_steps_of(kind text, rung tenantry_control.rung)
returns table (steps text[], no_return integer)
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select known.steps, known.no_return from (values
    ('tenant.create', 'schema', array['make_schema', 'place', 'verify'], 4),
    ('tenant.create', 'database', array['draw_password', 'make_login', 'make_database', 'install', 'place', 'verify'], 7),
    ('tenant.delete', 'shared', array['close', 'quarantine'], 3),
    ('tenant.delete', 'schema', array['close', 'quarantine'], 3),
    ('tenant.delete', 'database', array['close', 'quarantine'], 3),
    ('tenant.restore', 'shared', array['reopen', 'place'], 0),
    ('tenant.restore', 'schema', array['reopen', 'place'], 0),
    ('tenant.restore', 'database', array['reopen', 'place'], 0),
    ('tenant.purge', 'shared', array['export', 'check_archive', 'drop'], 3),
    ('tenant.purge', 'schema', array['export', 'check_archive', 'drop'], 3),
    ('tenant.purge', 'database', array['export', 'check_archive', 'drop'], 3)
  ) known (kind, rung, steps, no_return)
  where known.kind = operation_steps_of.kind and known.rung = operation_steps_of.rung::text
$$;

-- Puts a run of an operation on the queue.
create function tenantry_control.enqueue_operation(operation uuid, run integer) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regnamespace('dbos') is null then
    perform tenantry_control.refuse('TN412', 'The queue of operations is not installed on this server.', '',
      'Run "tenantryctl db install".');
  end if;
  perform dbos.enqueue_workflow('operation', 'tenantry.operations',
    positional_args => array[json_build_object('operation', operation, 'run', run)],
    workflow_id => operation || '/' || run);
end
$$;

-- Requests an operation. Called by the functions that authorise it.
create function tenantry_control.request_operation(kind text, tenant uuid, plan jsonb, reason text) returns uuid
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  t tenantry_control.tenants;
  known record;
  made uuid;
begin
  select * into strict t from tenantry_control.tenants where id = tenant for update;
  select * into known from tenantry_control.operation_steps_of(kind, t.rung);
  if not found then
    perform tenantry_control.refuse('TN412', format('This version does not do that on the rung %s.', t.rung), 'rung',
      'Choose another rung.');
  end if;
  insert into tenantry_control.operations (kind, tenant_id, plan, reason)
  values (request_operation.kind, tenant, plan, tenantry_control.trimmed(reason))
  on conflict do nothing
  returning id into made;
  if made is null then
    perform tenantry_control.refuse('TN409', format('Another operation on %s is going on, or stuck.', t.slug), '',
      'Wait for it, or retry it, and decide again.');
  end if;
  insert into tenantry_control.operation_steps (operation_id, position, name)
  select made, position, name from unnest(known.steps) with ordinality s (name, position);
  perform tenantry_control.enqueue_operation(made, 1);
  perform tenantry_control.announce_stale('{operations}', tenant);
  return made;
end
$$;

-- An operation, locked for a change by an operator.
create function tenantry_control.lock_operation(operation uuid) returns tenantry_control.operations
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  o tenantry_control.operations;
begin
  select * into o from tenantry_control.operations where id = operation for update;
  if o.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such operation.', 'operation', 'List the operations.');
  end if;
  return o;
end
$$;

-- Authorises ops: asks an operation to stop and take back what it did.
create function tenantry_control.cancel_operation(operation uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  o tenantry_control.operations;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  o := tenantry_control.lock_operation(operation);
  if o.state not in ('queued', 'running') then
    perform tenantry_control.refuse('TN412', format('The operation is %s.', o.state), 'operation', 'Nothing can be cancelled.');
  end if;
  if exists (select from tenantry_control.tenants t, tenantry_control.operation_steps_of(o.kind, t.rung) k,
               tenantry_control.operation_steps s
             where t.id = o.tenant_id and s.operation_id = o.id and s.position >= k.no_return and s.state <> 'waiting')
     or (select k.no_return = 0 from tenantry_control.tenants t, tenantry_control.operation_steps_of(o.kind, t.rung) k
         where t.id = o.tenant_id) then
    perform tenantry_control.refuse('TN412', 'The operation is past the point of no return.', 'operation',
      'Let it end, and act on what it made.');
  end if;
  update tenantry_control.operations set state = 'cancelling' where id = operation;
  perform tenantry_control.audit('operation.cancel', o.tenant_id, operation::text, reason, null, null, null);
  perform tenantry_control.announce_stale('{operations,audit}', o.tenant_id);
end
$$;

-- Authorises ops: begins an operation anew where it stopped: from the failed step, or with taking back what is stuck.
create function tenantry_control.retry_operation(operation uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  o tenantry_control.operations;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  o := tenantry_control.lock_operation(operation);
  if o.state not in ('failed', 'cancelled', 'stuck') then
    perform tenantry_control.refuse('TN412', format('The operation is %s.', o.state), 'operation', 'There is nothing to retry.');
  end if;
  perform from tenantry_control.tenants t where t.id = o.tenant_id for update;
  if o.state <> 'stuck' and exists (select from tenantry_control.operations n
                                    where n.tenant_id = o.tenant_id and n.id > o.id) then
    perform tenantry_control.refuse('TN409', 'Another operation on this tenant came after it.', 'operation',
      'Request it anew.');
  end if;
  if o.state <> 'stuck' then
    update tenantry_control.operation_steps set state = 'waiting', error = null, resource = null, ended_at = null
    where operation_id = operation and state <> 'done';
    if o.kind = 'tenant.create' then
      update tenantry_control.tenants set status = 'provisioning', status_reason = null, version = version + 1,
        updated_at = clock_timestamp() where id = o.tenant_id and status = 'failed';
    elsif o.kind = 'tenant.delete' then
      update tenantry_control.tenants set status = 'deleting', status_reason = o.reason, version = version + 1,
        updated_at = clock_timestamp() where id = o.tenant_id and status in ('active', 'suspended', 'failed');
    end if;
  end if;
  update tenantry_control.operations
  set state = case when o.state = 'stuck' then 'cancelling' else 'queued' end::tenantry_control.operation_state,
      run = run + 1, ended_at = null, error = null, remedy = null
  where id = operation;
  perform tenantry_control.enqueue_operation(operation, o.run + 1);
  perform tenantry_control.audit('operation.retry', o.tenant_id, operation::text, reason, null, null, null);
  perform tenantry_control.announce_stale('{operations,tenants,fleet,audit}', o.tenant_id);
end
$$;

-- Authorises the worker: it is there. What workers have that were not seen for `patience`, and what one has let go of before
-- its end, goes back on the queue, as a run of its own; answers the queue's names of the runs that were given up.
create function tenantry_control.worker_seen(worker text, version text, patience interval) returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  lost record;
begin
  perform tenantry_control.authorise('worker');
  insert into tenantry_control.workers as w (name, version) values (worker_seen.worker, worker_seen.version)
  on conflict (name) do update set seen_at = clock_timestamp(), version = excluded.version;
  delete from tenantry_control.workers w where w.seen_at < clock_timestamp() - interval '1 hour';
  for lost in
    select o.id, o.run, o.tenant_id
    from tenantry_control.operations o
    left join dbos.workflow_status s on s.workflow_uuid = o.id || '/' || o.run
    left join tenantry_control.workers w on w.name = s.executor_id
    where o.state in ('queued', 'running', 'cancelling')
      and case s.status when 'ENQUEUED' then false
                        when 'PENDING' then w.name is null or w.seen_at < clock_timestamp() - patience
                        else true end
    for no key update of o skip locked
  loop
    update tenantry_control.operations o set run = o.run + 1, executor = null, fence = o.fence + 1 where o.id = lost.id;
    perform tenantry_control.enqueue_operation(lost.id, lost.run + 1);
    perform tenantry_control.announce_stale('{operations}', lost.tenant_id);
    return next lost.id || '/' || lost.run;
  end loop;
end
$$;

-- Authorises the worker: it leaves; what it still has is taken up by others at once.
create function tenantry_control.worker_left(worker text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform tenantry_control.authorise('worker');
  delete from tenantry_control.workers w where w.name = worker_left.worker;
end
$$;

-- Authorises the worker: takes an operation. Nothing, when this run is not the present one, or has ended.
create function tenantry_control.operation_taken(operation uuid, run integer, worker text)
returns table (kind text, tenant_id uuid, plan jsonb, fence bigint, rung text, cluster text, here boolean,
               administered_by text, steps text[])
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o tenantry_control.operations;
begin
  perform tenantry_control.authorise('worker');
  update tenantry_control.operations p
  set executor = worker, fence = p.fence + 1, started_at = coalesce(p.started_at, clock_timestamp()),
      state = case p.state when 'queued' then 'running' else p.state end
  where p.id = operation and p.run = operation_taken.run and p.state in ('queued', 'running', 'cancelling')
  returning p.* into o;
  if o.id is null then
    return;
  end if;
  perform tenantry_control.announce_stale('{operations}', o.tenant_id);
  return query
    select o.kind, o.tenant_id, o.plan, o.fence, t.rung::text, t.cluster, c.here, c.administered_by,
           array(select s.name from tenantry_control.operation_steps s where s.operation_id = o.id order by s.position)
    from tenantry_control.tenants t join tenantry_control.clusters c on c.name = t.cluster where t.id = o.tenant_id;
end
$$;

-- The operation that a worker has, when his number is the present one; null: nobody has it, or another.
create function tenantry_control.fenced(operation uuid, fence bigint) returns tenantry_control.operations
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  o tenantry_control.operations;
begin
  perform tenantry_control.authorise('worker');
  select * into o from tenantry_control.operations p
  where p.id = operation and p.fence = fenced.fence and p.executor is not null and p.state in ('running', 'cancelling')
  for no key update;
  return o;
end
$$;

-- Authorises the worker: a step begins, forwards or back. Answers `go`, `done` (it is already), `cancel`, or `lost`.
create function tenantry_control.step_begun(operation uuid, fence bigint, place integer, back boolean) returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
  s tenantry_control.operation_steps;
begin
  if o.id is null then
    return 'lost';
  end if;
  select * into strict s from tenantry_control.operation_steps p where p.operation_id = operation and p.position = place;
  if (not back and s.state = 'done') or (back and s.state in ('waiting', 'undone')) then
    return 'done';
  elsif not back and o.state = 'cancelling' then
    return 'cancel';
  end if;
  update tenantry_control.operation_steps p
  set state = case when back then 'undoing' else 'running' end::tenantry_control.step_state, attempt = p.attempt + 1,
      started_at = coalesce(case when not back then p.started_at end, clock_timestamp()), ended_at = null
  where p.operation_id = operation and p.position = place;
  perform tenantry_control.announce_stale('{operations}', o.tenant_id);
  return 'go';
end
$$;

-- Authorises the worker: what came of a step, or of an attempt of it. False: another worker has taken the operation.
create function tenantry_control.step_ended(operation uuid, fence bigint, place integer, became text, detail text,
                                            error text, resource text, output jsonb) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
begin
  if o.id is null then
    return false;
  end if;
  update tenantry_control.operation_steps p
  set state = became::tenantry_control.step_state, detail = coalesce(step_ended.detail, p.detail),
      error = step_ended.error, resource = step_ended.resource, output = coalesce(step_ended.output, p.output),
      ended_at = case when became in ('running', 'undoing') then null else clock_timestamp() end
  where p.operation_id = operation and p.position = place;
  perform tenantry_control.announce_stale('{operations}', o.tenant_id);
  return true;
end
$$;

-- What a tenant is when an operation on it has ended; null: what it was.
create function tenantry_control.status_after(o tenantry_control.operations, ended tenantry_control.operation_state)
returns tenantry_control.tenant_status
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when (o).kind = 'tenant.create' and ended = 'done' then 'active'
    when (o).kind = 'tenant.create' and ended in ('failed', 'cancelled') then 'failed'
    when (o).kind = 'tenant.delete' and ended in ('failed', 'cancelled') then (o).plan ->> 'was'
    when (o).kind = 'tenant.restore' and ended = 'done' then (o).plan ->> 'was'
    when (o).kind = 'tenant.purge' and ended = 'done' then 'deleted'
  end::tenantry_control.tenant_status
$$;

-- Authorises the worker: an operation has ended, one way or another, and its tenant with it; both are written down.
create function tenantry_control.operation_ended(operation uuid, fence bigint, became text, error text, remedy text)
returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
  becomes tenantry_control.tenant_status;
begin
  if o.id is null then
    return false;
  end if;
  update tenantry_control.operations
  set state = became::tenantry_control.operation_state, ended_at = clock_timestamp(), error = operation_ended.error,
      remedy = operation_ended.remedy
  where id = operation;
  becomes := tenantry_control.status_after(o, became::tenantry_control.operation_state);
  if becomes is not null then
    update tenantry_control.tenants t
    set status = becomes, version = t.version + 1, updated_at = clock_timestamp(),
        status_reason = case when becomes = 'failed' then operation_ended.error when becomes = 'deleted' then o.reason end
    where t.id = o.tenant_id and t.status <> becomes;
  end if;
  perform tenantry_control.audit('operation.' || became, o.tenant_id, operation::text, o.reason, null, null,
    jsonb_build_object('kind', o.kind, 'requestedBy', o.requested_by, 'run', o.run, 'error', operation_ended.error));
  perform tenantry_control.announce_stale('{operations,tenants,fleet,audit}', o.tenant_id);
  return true;
end
$$;

-- How long each step took, in the middle, over its last hundred times: what to expect.
create view tenantry_control.expected_steps as
select n.name, m.seconds
from (select distinct name from tenantry_control.operation_steps) n
cross join lateral (
  select percentile_cont(0.5) within group (order by extract(epoch from l.ended_at - l.started_at)::double precision) as seconds
  from (select s.started_at, s.ended_at from tenantry_control.operation_steps s
        where s.name = n.name and s.state = 'done' order by s.ended_at desc limit 100) l) m;

grant select on tenantry_control.operations, tenantry_control.operation_steps, tenantry_control.workers,
  tenantry_control.expected_steps to tenantry_support, tenantry_approver, tenantry_auditor, tenantry_worker;
grant execute on function tenantry_control.operation_steps_of(text, tenantry_control.rung)
  to tenantry_support, tenantry_approver, tenantry_auditor;
grant execute on function tenantry_control.cancel_operation(uuid, text), tenantry_control.retry_operation(uuid, text)
  to tenantry_ops;
grant execute on function tenantry_control.worker_seen(text, text, interval), tenantry_control.worker_left(text),
  tenantry_control.operation_taken(uuid, integer, text), tenantry_control.step_begun(uuid, bigint, integer, boolean),
  tenantry_control.step_ended(uuid, bigint, integer, text, text, text, text, jsonb),
  tenantry_control.operation_ended(uuid, bigint, text, text, text)
  to tenantry_worker;
