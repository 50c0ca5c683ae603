-- Which tenant a statement works for. A service signs a context for each transaction; a person's connection is bound to
-- one tenant for its whole life. Without either there is no tenant, and every policy lets nothing through.

-- HMAC keys of the services. A key belongs to one login: nobody else's contexts verify with it.
create table tenantry.context_keys (
  id bytea primary key check (length(id) = 4),
  login name not null,
  -- the key as HMAC uses it (RFC 2104): xor 0x36 and xor 0x5c, 64 bytes each
  inner_pad bytea not null check (length(inner_pad) = 64),
  outer_pad bytea not null check (length(outer_pad) = 64),
  created timestamptz not null default clock_timestamp(),
  ends timestamptz not null
);

-- Adds a key of 32 bytes or more for a login; it answers the key's id, 8 hex digits. Rotation: add one, hand it out,
-- retire the other.
create function tenantry.add_context_key(login name, secret bytea, lives interval) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  key_id constant bytea := substr(uuid_send(gen_random_uuid()), 1, 4);
  block bytea;
  inner_pad bytea;
  outer_pad bytea;
begin
  if secret is null or length(secret) not between 32 and 64 then
    raise exception using errcode = 'TN400', message = 'The secret of a context key has 32 to 64 bytes.',
      column = 'secret', hint = 'Draw 32 random bytes.';
  end if;
  if not exists (select from pg_roles r where r.rolname = add_context_key.login) then
    raise exception using errcode = 'TN404', message = 'There is no such login.', column = 'login',
      hint = 'Create the login first.';
  end if;
  block := secret || decode(repeat('00', 64 - length(secret)), 'hex');
  inner_pad := block;
  outer_pad := block;
  for i in 0..63 loop
    inner_pad := set_byte(inner_pad, i, get_byte(block, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(block, i) # 92);
  end loop;
  insert into tenantry.context_keys (id, login, inner_pad, outer_pad, ends)
  values (key_id, login, inner_pad, outer_pad, clock_timestamp() + lives);
  return encode(key_id, 'hex');
end
$$;

-- From `at` on the key verifies nothing.
create function tenantry.retire_context_key(key_id text, at timestamptz) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  update tenantry.context_keys k set ends = at where k.id = decode(key_id, 'hex') and k.ends > at
$$;

-- Who may enter which tenant, and for how long. Written by whoever carries out a decision; read by enter().
create table tenantry.entitlements (
  id uuid primary key,
  login name not null,
  tenant_id uuid not null,
  expires timestamptz not null,
  revoked_at timestamptz
);
create index entitlements_by_login on tenantry.entitlements (login, tenant_id);

-- Connections that are bound. Lost in a crash with the connections themselves.
create unlogged table tenantry.bound_connections (
  pid integer primary key,
  backend_start timestamptz not null,
  tenant_id uuid not null,
  entitlement uuid not null
);

-- The start of this backend: a later one of the same pid is not this one.
create function tenantry.backend_start() returns timestamptz
language sql stable parallel restricted
set search_path = pg_catalog, pg_temp
as $$
  select a.backend_start from pg_catalog.pg_stat_get_activity(pg_backend_pid()) a
$$;

-- Authorises the worker, who carries out what was decided.
create function tenantry.entitle(entitlement uuid, login name, tenant uuid, expires timestamptz) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into tenantry.entitlements (id, login, tenant_id, expires) values (entitlement, login, tenant, expires)
$$;

-- Authorises the worker: bound connections see it with their next statement.
create function tenantry.revoke_entitlement(entitlement uuid) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  update tenantry.entitlements e set revoked_at = clock_timestamp() where e.id = entitlement and e.revoked_at is null
$$;

-- Binds this connection to a tenant, for its whole life. A second tenant is refused: what the first one left behind
-- (cursors, prepared statements, locks) must never be seen by it.
create function tenantry.enter(tenant uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held uuid;
  bound uuid;
begin
  select e.id into held from tenantry.entitlements e
  where e.login = session_user and e.tenant_id = tenant and e.revoked_at is null and e.expires > clock_timestamp()
  order by e.expires desc limit 1
  for share;
  if held is null then
    raise exception using errcode = '42501', message = 'You may not enter this tenant.',
      hint = 'Ask for access, or for a new grant if yours has ended.';
  end if;
  insert into tenantry.bound_connections as b (pid, backend_start, tenant_id, entitlement)
  values (pg_backend_pid(), tenantry.backend_start(), tenant, held)
  on conflict (pid) do update
    set backend_start = excluded.backend_start, tenant_id = excluded.tenant_id, entitlement = excluded.entitlement
    where b.backend_start <> excluded.backend_start or b.tenant_id = excluded.tenant_id
  returning b.tenant_id into bound;
  if bound is null then
    raise exception using errcode = '28000', message = 'This connection is bound to another tenant.',
      hint = 'Open a new connection.';
  end if;
end
$$;

-- The tenant of a bound connection; null when it is not bound, or no longer may be.
create function tenantry.bound_tenant() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select b.tenant_id from tenantry.bound_connections b
          join tenantry.entitlements e on e.id = b.entitlement
          where b.pid = pg_backend_pid() and b.backend_start = tenantry.backend_start()
            and e.login = session_user and e.revoked_at is null and e.expires > clock_timestamp());
end
$$;

-- Refuses a context. The message says why; it never repeats what was given.
create function tenantry.refuse_context(why text, remedy text) returns void
language plpgsql stable parallel restricted
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = '28000', message = why, hint = remedy;
end
$$;

-- The tenant of a statement whose context opened nothing: that of a bound connection when there is no context, null
-- when there is neither; else it raises, and says what is wrong with the context.
create function tenantry.tenant_without_context() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp
as $$
declare
  -- after a local setting ended it is '' and not null
  context constant bytea := nullif(current_setting('tenantry.context', true), '');
  key record;
  placed record;
begin
  if context is null then
    return tenantry.bound_tenant();
  end if;
  select k.inner_pad, k.outer_pad into key from tenantry.context_keys k
  where k.id = substr(context, 1, 4) and k.login = session_user and k.ends > clock_timestamp();
  if not found then
    perform tenantry.refuse_context('The context is signed with a key that is not known here, or not yours.',
                                    'Load the service''s present key.');
  end if;
  if substr(context, 37) is distinct from sha256(key.outer_pad
      || sha256(key.inner_pad || substr(context, 1, 36) || int4send(pg_backend_pid()))) then
    perform tenantry.refuse_context('The context is forged, or belongs to another connection.',
                                    'Sign one for this connection.');
  end if;
  select p.closed, p.open_until into placed from tenantry.placements p where p.stamp = substr(context, 5, 24);
  if not found then
    perform tenantry.refuse_context('The tenant is not placed here, or was moved since.',
                                    'Resolve the tenant again.');
  end if;
  if placed.open_until <= clock_timestamp() then
    raise exception using errcode = 'TN403', message =
      case when placed.closed is null then 'The tenant''s subscription has ended.'
           else format('The tenant is %s.', placed.closed) end,
      hint = 'Its services are stopped until an operator opens it again.';
  end if;
  perform tenantry.refuse_context('The context has expired, or would live for more than 15 minutes.',
                                  'Sign a new one for each transaction, and compare the clocks.');
end
$$;

-- The tenant this statement works for; null: none. Policies call it as `(select tenantry.current_tenant())`, so that it
-- runs once per statement. Restricted, not unsafe: parallel plans stay possible.
--
-- A context is 68 bytes, set as `\x` and hex: key id (4), tenant (16), generation (8), end (8, seconds since 1970),
-- HMAC-SHA256 (32) of what stands before it and the backend's pid (4). All is compared as bytes, in one statement:
-- each function and each relation that it touches is paid for by every statement of every service.
create function tenantry.current_tenant() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp
as $$
declare
  context constant bytea := current_setting('tenantry.context', true);
begin
  return coalesce(
    (select p.tenant_id
     from tenantry.context_keys k join tenantry.placements p on p.stamp = substr(context, 5, 24)
     where k.id = substr(context, 1, 4) and k.login = session_user and k.ends > clock_timestamp()
       and sha256(k.outer_pad || sha256(k.inner_pad || substr(context, 1, 36) || int4send(pg_backend_pid())))
         = substr(context, 37)
       and substr(context, 29, 8) > int8send(date_part('epoch', clock_timestamp())::bigint)
       and substr(context, 29, 8) <= int8send(date_part('epoch', clock_timestamp())::bigint + 900)
       and p.open_until > clock_timestamp()),
    tenantry.tenant_without_context());
end
$$;

grant execute on function tenantry.current_tenant() to tenantry_app, tenantry_reader, tenantry_support, tenantry_worker;
grant execute on function tenantry.enter(uuid) to tenantry_app, tenantry_support;
grant execute on function tenantry.entitle(uuid, name, uuid, timestamptz), tenantry.revoke_entitlement(uuid),
  tenantry.add_context_key(name, bytea, interval), tenantry.retire_context_key(text, timestamptz) to tenantry_worker;
