-- Servers of a tenant's own: a PostgreSQL beside the sandbox's, or an instance of AWS RDS. What is wanted comes from the
-- tier and from how the cluster makes servers, and is frozen into the operation that asks for it.

-- How the servers of a cluster's tenants are made. A cluster without a row: locally when it is a sandbox, else not at all.
create table tenantry_control.instance_settings (
  cluster text collate "C" primary key references tenantry_control.clusters (name),
  provider text collate "C" not null check (provider in ('local', 'rds')),
  region text collate "C",
  engine_version text collate "C" not null default '18.4' check (engine_version ~ '^[0-9]+(\.[0-9]+)?$'),
  environment text not null default 'production' check (char_length(environment) between 1 and 40),
  subnet_group text,
  security_groups text[] not null default '{}',
  alarm_topic text check (alarm_topic ~ '^arn:'),
  kms_key text,
  check (provider <> 'rds' or region is not null)
);

-- What a tier's server is made of, beside its class. A tier without a row has no server of its own.
create table tenantry_control.instance_shapes (
  tier text collate "C" primary key references tenantry_control.tiers (name),
  storage_gb integer not null check (storage_gb between 20 and 65536),
  wanted_iops integer not null check (wanted_iops between 3000 and 64000),
  backup_days integer not null check (backup_days between 0 and 35),
  multi_az boolean not null,
  deletion_protection boolean not null,
  -- null: no insights are kept
  insights_days integer
);
insert into tenantry_control.instance_shapes values
  ('starter', 20, 3000, 7, false, false, null),
  ('pro', 100, 12000, 14, false, false, 7),
  ('enterprise', 500, 16000, 35, true, true, 731);

-- The servers that are there, as last seen by a worker.
create table tenantry_control.instances (
  tenant_id uuid primary key references tenantry_control.tenants (id),
  operation_id uuid not null references tenantry_control.operations (id),
  identifier text collate "C" not null unique,
  provider text collate "C" not null check (provider in ('local', 'rds')),
  region text collate "C",
  -- what AWS never gives twice, unlike the identifier
  resource_id text,
  state text not null,
  host text,
  port integer check (port between 1 and 65535),
  class text,
  engine_version text,
  storage_gb integer,
  iops integer,
  backup_days integer,
  multi_az boolean,
  deletion_protection boolean,
  -- changes that wait for the maintenance window, in words
  pending text[] not null default '{}',
  alarms text[] not null default '{}',
  -- the name of the secret with the services' login, never its value
  secret text,
  seen_at timestamptz not null default clock_timestamp()
);

-- How the servers of a cluster's tenants are made; null: they are not.
create function tenantry_control.instance_provider(cluster text) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(s.provider, case when c.administered_by like 'sandbox:%' then 'local' end)
  from tenantry_control.clusters c left join tenantry_control.instance_settings s on s.cluster = c.name
  where c.name = instance_provider.cluster
$$;

-- What a tenant's server is to be: for the plan of an operation.
create function tenantry_control.instance_plan(t tenantry_control.tenants) returns jsonb
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  made_how constant text := tenantry_control.instance_provider((t).cluster);
  shape tenantry_control.instance_shapes;
begin
  select * into shape from tenantry_control.instance_shapes s where s.tier = (t).tier;
  if made_how is null then
    perform tenantry_control.refuse('TN412', format('On %s no servers are made.', (t).cluster), 'rung',
      'Choose another rung, or say how they are made: tenantryctl cluster set-instances.');
  elsif shape.tier is null then
    perform tenantry_control.refuse('TN412', format('The tier %s has no server of its own.', (t).tier), 'tier',
      'Choose a larger tier, or another rung.');
  end if;
  return (
    select jsonb_build_object('provider', made_how, 'identifier', 'saas-' || (t).id, 'region', s.region,
             'engineVersion', s.engine_version, 'environment', s.environment, 'subnetGroup', s.subnet_group,
             'securityGroups', coalesce(s.security_groups, '{}'), 'alarmTopic', s.alarm_topic,
             'kmsKey', coalesce((t).encryption_key_ref, s.kms_key), 'tier', (t).tier, 'class', tiers.instance_class,
             'costClass', tiers.cost_class, 'storageGb', shape.storage_gb, 'wantedIops', shape.wanted_iops,
             'backupDays', shape.backup_days, 'multiAz', shape.multi_az,
             'deletionProtection', shape.deletion_protection, 'insightsDays', shape.insights_days,
             'resourceId', i.resource_id, 'protected', i.deletion_protection)
    from tenantry_control.tiers tiers
    left join tenantry_control.instance_settings s on s.cluster = (t).cluster
    left join tenantry_control.instances i on i.tenant_id = (t).id
    where tiers.name = (t).tier);
end
$$;

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
    ('tenant.purge', 'instance', array['export', 'check_archive', 'final_snapshot', 'drop'], 4)
  ) known (kind, rung, steps, no_return)
  where known.kind = operation_steps_of.kind and known.rung = operation_steps_of.rung::text
$$;

-- Requests an operation. Called by the functions that authorise it.
create or replace function tenantry_control.request_operation(kind text, tenant uuid, plan jsonb, reason text) returns uuid
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
  if t.rung = 'instance' then
    plan := plan || jsonb_build_object('instance', tenantry_control.instance_plan(t));
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

-- What holds a tenant: its name, its oid, and in words; where it is now, in quarantine or not.
create or replace function tenantry_control.container_of(t tenantry_control.tenants)
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
  elsif (t).rung = 'instance' then
    name := 'saas-' || (t).id;
    said := 'instance ' || name;
  else
    name := (t).id::text;
    said := 'rows in the shared tables';
  end if;
  present := case (t).rung when 'shared' then true
                           when 'instance' then exists (select from tenantry_control.instances i where i.tenant_id = (t).id)
                           else oid is not null end;
  return next;
end
$$;

-- The phrase for an act on what holds a tenant.
create or replace function tenantry_control.phrase_for(act text, t tenantry_control.tenants) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select upper(act) || '_' || case (t).rung when 'shared' then 'ROWS' else upper((t).rung::text) end || '_'
    || coalesce((t).schema_name, (t).database_name, case (t).rung when 'instance' then 'saas-' else '' end || (t).id)
$$;

-- What of a tenant's server differs from what its tier wants; storage never shrinks. Null: nothing, or there is none.
create function tenantry_control.instance_change(t tenantry_control.tenants) returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select nullif(jsonb_strip_nulls(jsonb_build_object(
    'class', case when i.class is distinct from tiers.instance_class then tiers.instance_class end,
    'storageGb', case when i.storage_gb < s.storage_gb then s.storage_gb end,
    'backupDays', case when i.backup_days <> s.backup_days then s.backup_days end,
    'multiAz', case when i.multi_az <> s.multi_az then s.multi_az end,
    'deletionProtection', case when i.deletion_protection <> s.deletion_protection then s.deletion_protection end)), '{}')
  from tenantry_control.instances i, tenantry_control.tiers tiers join tenantry_control.instance_shapes s on s.tier = tiers.name
  where i.tenant_id = (t).id and tiers.name = (t).tier
$$;

-- Authorises nobody: a trigger of the tenants' own table. A tier that wants another server has it made so, in the
-- maintenance window; resize_instance() does it at once.
create function tenantry_control.tier_wants_another_server() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  change constant jsonb := tenantry_control.instance_change(new);
begin
  if change is not null then
    perform tenantry_control.request_operation('tenant.resize', new.id,
      jsonb_build_object('change', change, 'atOnce', false), format('The tier became %s.', new.tier));
  end if;
  return null;
end
$$;
create trigger tiers_change_servers after update of tier on tenantry_control.tenants
for each row when (new.rung = 'instance' and old.tier is distinct from new.tier)
execute function tenantry_control.tier_wants_another_server();

-- Authorises ops: makes a tenant's server what its tier wants, at once or in its maintenance window.
create function tenantry_control.resize_instance(tenant uuid, at_once boolean, reason text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  t tenantry_control.tenants;
  change jsonb;
  requested uuid;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  select * into t from tenantry_control.tenants where id = tenant for update;
  if t.id is null then
    perform tenantry_control.refuse('TN404', 'There is no such tenant.', 'tenant', 'Search for it again.');
  elsif t.status in ('deleting', 'deleted') then
    perform tenantry_control.refuse('TN412', format('%s is %s.', t.slug, t.status), 'status', 'Restore it first.');
  end if;
  change := tenantry_control.instance_change(t);
  if change is null and not exists (select from tenantry_control.instances i
                                    where i.tenant_id = tenant and cardinality(i.pending) > 0 and at_once) then
    perform tenantry_control.refuse('TN412', format('%s has no server that differs from its tier.', t.slug), 'tenant',
      'Change the tier first.');
  end if;
  requested := tenantry_control.request_operation('tenant.resize', tenant,
    jsonb_build_object('change', coalesce(change, '{}'), 'atOnce', coalesce(at_once, false)), reason);
  perform tenantry_control.audit('tenant.resize', tenant, requested::text, reason, null, null, change);
  perform tenantry_control.announce_stale('{tenants,operations,audit}', tenant);
  return requested;
end
$$;

-- Authorises ops: says how the servers of a cluster's tenants are made.
create function tenantry_control.set_instances(cluster text, provider text, region text, engine_version text,
  environment text, subnet_group text, security_groups text[], alarm_topic text, kms_key text, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  was tenantry_control.instance_settings;
  becomes tenantry_control.instance_settings;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  if not exists (select from tenantry_control.clusters c where c.name = set_instances.cluster) then
    perform tenantry_control.refuse('TN404', 'There is no such cluster.', 'cluster',
      (select 'Known are ' || string_agg(c.name, ', ' order by c.name) || '.' from tenantry_control.clusters c));
  elsif provider is null or provider not in ('local', 'rds') then
    perform tenantry_control.refuse('TN400', 'The provider is not one.', 'provider', 'It is local or rds.');
  elsif provider = 'rds' and (region is null or region !~ '^[a-z]{2}(-[a-z]+)+-[0-9]$') then
    perform tenantry_control.refuse('TN400', 'The region of AWS is not one.', 'region', 'Write it as in eu-central-1.');
  elsif engine_version !~ '^[0-9]{2}(\.[0-9]{1,2})?$' then
    perform tenantry_control.refuse('TN400', 'The version of the engine is not one.', 'engineVersion', 'Write it as in 18.4.');
  elsif provider = 'rds' and split_part(engine_version, '.', 1)::integer < 16 then
    -- there the administrator, who makes roles, may make himself a member of any
    perform tenantry_control.refuse('TN400', 'Before PostgreSQL 16 the administrator of an instance could become anybody.',
      'engineVersion', 'Choose 16 or later.');
  elsif alarm_topic !~ '^arn:[a-z0-9:_.-]{1,250}$' then
    perform tenantry_control.refuse('TN400', 'The topic of the alarms is not one.', 'alarmTopic', 'Give its ARN.');
  elsif char_length(environment) not between 1 and 40 then
    perform tenantry_control.refuse('TN400', 'The environment is empty or longer than 40 characters.', 'environment',
      'Write it as in production.');
  elsif cardinality(security_groups) > 5 or array_to_string(security_groups, '') !~ '^[A-Za-z0-9_-]*$' then
    perform tenantry_control.refuse('TN400', 'These are not security groups.', 'securityGroups', 'Give up to 5 ids, as in sg-0123.');
  elsif char_length(concat(subnet_group, kms_key)) > 2000 or concat(subnet_group, kms_key) ~ '[[:cntrl:]]' then
    perform tenantry_control.refuse('TN400', 'The subnet group or the key is not one.', 'subnetGroup', 'Give their names.');
  end if;
  select * into was from tenantry_control.instance_settings s where s.cluster = set_instances.cluster for update;
  insert into tenantry_control.instance_settings as s
  values (cluster, provider, region, coalesce(engine_version, '18.4'), coalesce(environment, 'production'), subnet_group,
          coalesce(security_groups, '{}'), alarm_topic, kms_key)
  on conflict on constraint instance_settings_pkey do update set
    provider = excluded.provider, region = excluded.region, engine_version = excluded.engine_version,
    environment = excluded.environment, subnet_group = excluded.subnet_group,
    security_groups = excluded.security_groups, alarm_topic = excluded.alarm_topic, kms_key = excluded.kms_key
  returning s.* into becomes;
  perform tenantry_control.audit('cluster.set_instances', null, cluster, reason, null, to_jsonb(was), to_jsonb(becomes));
  perform tenantry_control.announce_stale('{fleet,audit}', null);
end
$$;

-- Authorises the worker: what he saw of the server of his operation's tenant; null: it is gone.
create function tenantry_control.instance_seen(operation uuid, fence bigint, seen jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
begin
  if o.id is null then
    return;
  end if;
  delete from tenantry_control.instances i where i.tenant_id = o.tenant_id and seen is null;
  insert into tenantry_control.instances as i
  select o.tenant_id, o.id, s.identifier, o.plan -> 'instance' ->> 'provider', o.plan -> 'instance' ->> 'region',
         s.resource_id, s.state, s.host, s.port, s.class, s.engine_version, s.storage_gb, s.iops, s.backup_days,
         s.multi_az, s.deletion_protection, coalesce(s.pending, '{}'), coalesce(s.alarms, '{}'), s.secret
  from jsonb_populate_record(null::tenantry_control.instances, seen) s where seen is not null
  on conflict (tenant_id) do update set
    resource_id = coalesce(excluded.resource_id, i.resource_id), state = excluded.state, host = excluded.host,
    port = excluded.port, class = excluded.class, engine_version = excluded.engine_version,
    storage_gb = excluded.storage_gb, iops = excluded.iops, backup_days = excluded.backup_days,
    multi_az = excluded.multi_az, deletion_protection = excluded.deletion_protection, pending = excluded.pending,
    alarms = case when seen ? 'alarms' then excluded.alarms else i.alarms end,
    secret = coalesce(excluded.secret, i.secret), seen_at = clock_timestamp();
  perform tenantry_control.announce_stale('{tenants}', o.tenant_id);
end
$$;

-- Authorises the worker: what a step that waits has to show. Answers `go`, or `stop` when somebody cancelled or another
-- worker has the operation.
create function tenantry_control.step_waits(operation uuid, fence bigint, place integer, detail text) returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  o constant tenantry_control.operations := tenantry_control.fenced(operation, fence);
  s tenantry_control.operation_steps;
begin
  if o.id is null then
    return 'stop';
  end if;
  update tenantry_control.operation_steps p set detail = step_waits.detail
  where p.operation_id = operation and p.position = place
  returning p.* into s;
  perform tenantry_control.announce_stale('{operations}', o.tenant_id);
  return case when o.state = 'cancelling' and s.state = 'running' then 'stop' else 'go' end;
end
$$;

-- Authorises ops: asks an operation to stop and take back what it did; one that failed and was left as it was (because
-- AWS refused, say) as well.
create or replace function tenantry_control.cancel_operation(operation uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  o tenantry_control.operations;
  known record;
begin
  perform tenantry_control.authorise('ops');
  perform tenantry_control.check_reason(reason);
  o := tenantry_control.lock_operation(operation);
  select k.* into known from tenantry_control.tenants t, tenantry_control.operation_steps_of(o.kind, t.rung) k
  where t.id = o.tenant_id;
  if o.state not in ('queued', 'running')
     and not (o.state = 'failed' and o.kind = 'tenant.create' and exists (
       select from tenantry_control.operation_steps s where s.operation_id = operation and s.state in ('done', 'failed'))) then
    perform tenantry_control.refuse('TN412', format('The operation is %s.', o.state), 'operation', 'Nothing can be cancelled.');
  elsif known.no_return = 0 or exists (select from tenantry_control.operation_steps s
      where s.operation_id = operation and s.position >= known.no_return and s.state <> 'waiting') then
    perform tenantry_control.refuse('TN412', 'The operation is past the point of no return.', 'operation',
      'Let it end, and act on what it made.');
  end if;
  if o.state = 'failed' then
    if exists (select from tenantry_control.operations n where n.tenant_id = o.tenant_id and n.id > o.id) then
      perform tenantry_control.refuse('TN409', 'Another operation on this tenant came after it.', 'operation', 'Look at that one.');
    end if;
    update tenantry_control.operations set state = 'cancelling', run = run + 1, ended_at = null where id = operation;
    perform tenantry_control.enqueue_operation(operation, o.run + 1);
  else
    update tenantry_control.operations set state = 'cancelling' where id = operation;
  end if;
  perform tenantry_control.audit('operation.cancel', o.tenant_id, operation::text, reason, null, null, null);
  perform tenantry_control.announce_stale('{operations,audit}', o.tenant_id);
end
$$;

grant execute on function tenantry_control.instance_provider(text), tenantry_control.instance_change(tenantry_control.tenants)
  to tenantry_support, tenantry_approver, tenantry_auditor;
grant select on tenantry_control.instance_settings, tenantry_control.instance_shapes, tenantry_control.instances
  to tenantry_support, tenantry_approver, tenantry_auditor, tenantry_worker;
grant execute on function tenantry_control.resize_instance(uuid, boolean, text),
  tenantry_control.set_instances(text, text, text, text, text, text, text[], text, text, text) to tenantry_ops;
grant execute on function tenantry_control.instance_seen(uuid, bigint, jsonb),
  tenantry_control.step_waits(uuid, bigint, integer, text) to tenantry_worker;
