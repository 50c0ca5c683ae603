-- Commands that were carried out, so that one that is sent twice is carried out once. The row is written in the
-- transaction of what the command changes: both last or neither, whichever process takes the second one.

create table tenantry.commands (
  tenant_id uuid not null,
  id uuid not null,
  kind text collate "C" not null,
  -- of the payload: the same id with other words is a mistake of the sender
  digest bytea not null check (length(digest) = 32),
  answer jsonb,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id)
);
create index commands_by_time on tenantry.commands (at);

-- Begins a command of the context's tenant. Answers what came of it if it was carried out before; null: carry it out. One
-- that is being carried out elsewhere is waited for.
create function tenantry.begin_command(command_id uuid, kind text, digest bytea) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := tenantry.current_tenant();
  before record;
begin
  if tenant is null then
    perform tenantry.refuse_context('A command belongs to a tenant, and there is none here.', 'Enter the tenant first.');
  end if;
  insert into tenantry.commands (tenant_id, id, kind, digest) values (tenant, command_id, kind, digest)
  on conflict (tenant_id, id) do nothing;
  if found then
    return null;
  end if;
  select c.kind, c.digest, c.answer into before from tenantry.commands c
  where c.tenant_id = tenant and c.id = command_id;
  if before.kind is distinct from kind or before.digest is distinct from digest then
    raise exception using errcode = 'TN409', message = 'Another command was sent with this id.', column = 'id',
      hint = 'Give each command an id of its own.';
  end if;
  return before.answer;
end
$$;

-- Ends it: what came of it is remembered.
create function tenantry.end_command(command_id uuid, answer jsonb) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  update tenantry.commands c set answer = end_command.answer
  where c.tenant_id = tenantry.current_tenant() and c.id = command_id
$$;

-- Forgets commands from before a time, at most so many; sent again, they are carried out again.
create function tenantry.prune_commands(before timestamptz, most integer) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  pruned bigint;
begin
  delete from tenantry.commands c
  using (select o.tenant_id, o.id from tenantry.commands o where o.at < before limit most) gone
  where c.tenant_id = gone.tenant_id and c.id = gone.id;
  get diagnostics pruned = row_count;
  return pruned;
end
$$;

grant execute on function tenantry.begin_command(uuid, text, bytea), tenantry.end_command(uuid, jsonb) to tenantry_app;
grant execute on function tenantry.prune_commands(timestamptz, integer) to tenantry_worker;
