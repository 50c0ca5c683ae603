-- What a purge leaves: a certificate that nobody changes, and the way back from the archive.

create table tenantry_control.deletion_certificates (
  id uuid primary key default tenantry_control.new_id(),
  tenant_id uuid not null references tenantry_control.tenants (id),
  -- the purge
  operation_id uuid not null unique references tenantry_control.operations (id),
  issued_at timestamptz not null default clock_timestamp(),
  -- text, lists and nothing else: numbers are digits, times RFC 3339
  document jsonb not null,
  -- SHA-256 over the document's form
  digest bytea not null check (octet_length(digest) = 32)
);
create index deletion_certificates_by_tenant on tenantry_control.deletion_certificates (tenant_id, id);

-- Privileges come first (nobody has any but to read); this says no to the owner too, in every replication role.
create function tenantry_control.certificates_stay() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = '42501', message = 'A deletion certificate is never changed.';
end
$$;
create trigger certificates_stay before update or delete or truncate on tenantry_control.deletion_certificates
  for each statement execute function tenantry_control.certificates_stay();
alter table tenantry_control.deletion_certificates enable always trigger certificates_stay;

-- A document as bytes, the same for everybody: a letter for what it is, then its length or its count, then itself; the
-- fields of an object in the order of their bytes. The engine writes the same form (operations/certificate.rs).
create function tenantry_control.certificate_form(part jsonb) returns bytea
language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
  kind constant text := jsonb_typeof(part);
begin
  if kind = 'object' then
    return convert_to('o', 'UTF8') || (
      select int4send(count(*)::integer) || coalesce(string_agg(
               tenantry_control.certificate_form(to_jsonb(e.key)) || tenantry_control.certificate_form(e.value), ''::bytea
               order by e.key collate "C"), ''::bytea)
      from jsonb_each(part) e);
  elsif kind = 'array' then
    return convert_to('a', 'UTF8') || (
      select int4send(count(*)::integer) || coalesce(string_agg(tenantry_control.certificate_form(e.value), ''::bytea
               order by e.place), ''::bytea)
      from jsonb_array_elements(part) with ordinality e (value, place));
  elsif kind in ('string', 'number') then
    return convert_to(left(kind, 1), 'UTF8') || tenantry_control.audit_field(convert_to(part #>> '{}', 'UTF8'));
  end if;
  return convert_to(case part::text when 'true' then 't' when 'false' then 'f' else '0' end, 'UTF8');
end
$$;

-- A moment as it is written in a certificate.
create function tenantry_control.certificate_time(at timestamptz) returns text
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Who had an operation done, when, why, and under which number the audit trail has it.
create function tenantry_control.certificate_act(o tenantry_control.operations) returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('by', (o).requested_by, 'at', tenantry_control.certificate_time((o).requested_at),
    'reason', (o).reason, 'operation', (o).id, 'audit', (
      select min(e.number)::text from tenantry_control.audit_entries e
      where e.tenant_id = (o).tenant_id and e.action = (o).kind and e.object = (o).id::text))
$$;

-- Authorises the worker: certifies the purge that it has, with what it says is gone. Again: answers the one there is.
create function tenantry_control.certified(operation uuid, fence bigint, facts jsonb) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
  t tenantry_control.tenants;
  q tenantry_control.quarantines;
  deletion tenantry_control.operations;
  made tenantry_control.deletion_certificates;
begin
  if o.id is null or o.kind <> 'tenant.purge' then
    return null;
  end if;
  select * into made from tenantry_control.deletion_certificates c where c.operation_id = o.id;
  if made.id is not null then
    return made.id;
  end if;
  select * into strict t from tenantry_control.tenants where id = o.tenant_id;
  select * into q from tenantry_control.quarantines where tenant_id = o.tenant_id;
  select * into deletion from tenantry_control.operations d
  where d.tenant_id = o.tenant_id and d.kind = 'tenant.delete' and d.state = 'done' order by d.id desc limit 1;
  made.document := jsonb_build_object('format', 'tenantry deletion certificate 1',
    'tenant', jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name), 'rung', t.rung, 'cluster', t.cluster,
    'was', coalesce(q.was::text, deletion.plan ->> 'was'),
    'held', jsonb_build_object('container', coalesce(t.schema_name, t.database_name, t.id::text), 'keptAs', q.kept,
      'rows', facts -> 'archive' ->> 'rows', 'bytes', q.bytes::text, 'tables', coalesce((
        select jsonb_agg(f.value || jsonb_build_object('bytes', (
                 select n ->> 'bytes' from jsonb_array_elements(q.tables) n where n ->> 'name' = f.value ->> 'name'))
                 order by f.place)
        from jsonb_array_elements(facts -> 'tables') with ordinality f (value, place)), '[]')),
    'gone', facts -> 'gone', 'deleted', tenantry_control.certificate_act(deletion),
    'purged', tenantry_control.certificate_act(o), 'archive', facts -> 'archive', 'backups', facts -> 'backups',
    'issuedAt', tenantry_control.certificate_time(clock_timestamp()));
  insert into tenantry_control.deletion_certificates (tenant_id, operation_id, document, digest)
  values (t.id, o.id, made.document, sha256(tenantry_control.certificate_form(made.document)))
  returning * into made;
  perform tenantry_control.audit('tenant.certify', t.id, o.id::text, o.reason, null, null,
    jsonb_build_object('certificate', made.id, 'digest', encode(made.digest, 'hex')));
  perform tenantry_control.announce_stale('{tenants,audit,operations}', t.id);
  return made.id;
end
$$;

-- What each kind does, and from which step on it cannot be cancelled (0: never can): the way back from an archive as well.
create or replace function tenantry_control.operation_steps_of(kind text, rung tenantry_control.rung)
returns table (steps text[], no_return integer)
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select known.steps, known.no_return from (values
    ('tenant.create', 'schema', array['make_schema', 'place', 'verify'], 4),
    ('tenant.create', 'database', array['draw_password', 'make_login', 'make_database', 'install', 'place', 'verify'], 7),
    ('tenant.create', 'instance', array['create_instance', 'await_instance', 'draw_password', 'make_login', 'make_database',
                                        'install', 'set_backups', 'raise_alarms', 'place', 'verify'], 11),
    ('tenant.resize', 'instance', array['change_instance', 'await_instance', 'raise_alarms'], 0),
    ('tenant.delete', 'shared', array['close', 'quarantine'], 3),
    ('tenant.delete', 'schema', array['close', 'quarantine'], 3),
    ('tenant.delete', 'database', array['close', 'quarantine'], 3),
    ('tenant.delete', 'instance', array['close', 'quarantine'], 3),
    ('tenant.restore', 'shared', array['reopen', 'place'], 0),
    ('tenant.restore', 'schema', array['reopen', 'place'], 0),
    ('tenant.restore', 'database', array['reopen', 'place'], 0),
    ('tenant.restore', 'instance', array['reopen', 'place'], 0),
    ('tenant.purge', 'shared', array['export', 'check_archive', 'drop'], 3),
    ('tenant.purge', 'schema', array['export', 'check_archive', 'drop'], 3),
    ('tenant.purge', 'database', array['export', 'check_archive', 'drop'], 3),
    ('tenant.purge', 'instance', array['export', 'check_archive', 'final_snapshot', 'drop'], 4),
    ('tenant.unarchive', 'shared', array['find_archive', 'load', 'compare', 'place'], 5),
    ('tenant.unarchive', 'schema', array['find_archive', 'make_schema', 'load', 'compare', 'place', 'verify'], 7),
    ('tenant.unarchive', 'database', array['find_archive', 'draw_password', 'make_login', 'make_database', 'install', 'load',
                                           'compare', 'place', 'verify'], 10)
  ) known (kind, rung, steps, no_return)
  where known.kind = operation_steps_of.kind and known.rung = operation_steps_of.rung::text
$$;

-- A tenant becomes only what may follow.
create or replace function tenantry_control.keep_transitions() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not tenantry_control.may_become(old.status, new.status)
     -- what is gone stays gone, but for what is brought back from its archive
     and not (old.status = 'deleted' and exists (
       select from tenantry_control.operations o
       where o.tenant_id = new.id and o.kind = 'tenant.unarchive' and o.state = 'done'
         and o.plan ->> 'was' = new.status::text and not exists (
           select from tenantry_control.operations n where n.tenant_id = new.id and n.id > o.id))) then
    perform tenantry_control.refuse('TN412', format('A tenant that is %s cannot become %s.', old.status, new.status),
      'status', 'Reload the tenant and look at what it may become.');
  end if;
  return new;
end
$$;

-- What a tenant is when an operation on it has ended; null: what it was.
create or replace function tenantry_control.status_after(o tenantry_control.operations, ended tenantry_control.operation_state)
returns tenantry_control.tenant_status
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when (o).kind = 'tenant.create' and ended = 'done' then 'active'
    when (o).kind = 'tenant.create' and ended in ('failed', 'cancelled') then 'failed'
    when (o).kind = 'tenant.delete' and ended in ('failed', 'cancelled') then (o).plan ->> 'was'
    when (o).kind in ('tenant.restore', 'tenant.unarchive') and ended = 'done' then (o).plan ->> 'was'
    when (o).kind = 'tenant.purge' and ended = 'done' then 'deleted'
  end::tenantry_control.tenant_status
$$;

-- Authorises ops: brings a tenant back, from quarantine or, once it was purged, from its archive.
create or replace function tenantry_control.restore_tenant(tenant uuid, reason text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  t tenantry_control.tenants;
  q tenantry_control.quarantines;
  c tenantry_control.deletion_certificates;
  requested uuid;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  select * into t from tenantry_control.tenants where id = tenant for update;
  select * into q from tenantry_control.quarantines where tenant_id = tenant;
  select * into c from tenantry_control.deletion_certificates d where d.tenant_id = tenant order by d.id desc limit 1;
  if t.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  elsif q.tenant_id is not null then
    requested := tenantry_control.request_operation('tenant.restore', tenant,
      jsonb_build_object('was', q.was, 'keptAs', q.kept_as), reason);
    perform tenantry_control.audit('tenant.restore', tenant, requested::text, reason, null, null, null);
  elsif t.status <> 'deleted' then
    perform tenantry_control.refuse('TN412', format('%s is not in quarantine.', t.slug), 'tenant', 'There is nothing to restore.');
  elsif c.id is null then
    perform tenantry_control.refuse('TN412', format('%s has no deletion certificate: no archive of it is known.', t.slug),
      'tenant', 'Restore it from a backup, by hand.');
  else
    requested := tenantry_control.request_operation('tenant.unarchive', tenant,
      jsonb_build_object('was', c.document ->> 'was', 'certificate', c.id, 'purge', c.operation_id,
                         'archive', c.document -> 'archive'), reason);
    update tenantry_control.tenants set generation = generation + 1, version = version + 1, updated_at = clock_timestamp()
    where id = tenant;
    perform tenantry_control.audit('tenant.unarchive', tenant, requested::text, reason, null, null,
      jsonb_build_object('certificate', c.id));
  end if;
  perform tenantry_control.announce_stale('{tenants,audit,operations}', tenant);
  return requested;
end
$$;

drop function tenantry_control.quarantined(uuid, bigint, text, jsonb);
-- Authorises the worker: the tenant of its operation is in quarantine, kept so; what the inventory could not count, he
-- counted. Again: changes nothing.
create function tenantry_control.quarantined(operation uuid, fence bigint, kept text, kept_as jsonb, counted jsonb default null)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
  tables constant jsonb := coalesce(nullif(counted, 'null'), nullif(o.plan -> 'tables', 'null'));
begin
  if o.id is null or o.kind <> 'tenant.delete' then
    return;
  end if;
  insert into tenantry_control.quarantines (tenant_id, operation_id, deleted_by, reason, was, until, kept, kept_as, rows, bytes, tables)
  select o.tenant_id, o.id, o.requested_by, o.reason, (o.plan ->> 'was')::tenantry_control.tenant_status,
         clock_timestamp() + make_interval(days => r.days), quarantined.kept, quarantined.kept_as,
         coalesce((o.plan ->> 'rows')::bigint, (select sum((n ->> 'rows')::bigint) from jsonb_array_elements(tables) n)),
         (o.plan ->> 'bytes')::bigint, tables
  from tenantry_control.retention r
  on conflict (tenant_id) do nothing;
end
$$;

grant execute on function tenantry_control.quarantined(uuid, bigint, text, jsonb, jsonb) to tenantry_worker;
grant select on tenantry_control.deletion_certificates to tenantry_support, tenantry_approver, tenantry_auditor;
grant execute on function tenantry_control.certified(uuid, bigint, jsonb) to tenantry_worker;
