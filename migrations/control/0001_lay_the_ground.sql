-- Words that are types, ids, and the one way in which the functions refuse. Runs as tenantry_owner.

-- A function left executable by PUBLIC is an oracle: nothing is, unless it is granted.
alter default privileges for role tenantry_owner revoke execute on functions from public;

create type tenantry_control.tenant_status as enum
  ('provisioning', 'active', 'suspended', 'migrating', 'deleting', 'deleted', 'failed');
create type tenantry_control.rung as enum ('shared', 'schema', 'database', 'instance');
create type tenantry_control.limit_name as enum ('users', 'projects', 'storage_bytes', 'api_calls_month');

-- UUIDv7 (RFC 9562): 48 bits of milliseconds, then random; PostgreSQL has its own only from 18 on.
create function tenantry_control.new_id() returns uuid
language sql volatile parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select encode(
    set_byte(
      overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
              from 1 for 6),
      6, (get_byte(uuid_send(gen_random_uuid()), 0) & 15) | 112),
    'hex')::uuid
$$;

-- Refuses. The console shows message and hint as they stand, so both are whole sentences without SQL.
-- TN400 bad input, TN404 not found, TN409 changed meanwhile, TN412 a condition is not met.
create function tenantry_control.refuse(code text, message text, field text, remedy text) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = code, message = message, column = coalesce(field, ''), hint = coalesce(remedy, '');
end
$$;

-- The wall behind EXECUTE grants: `session_user` stays the login inside definer functions, whatever SET ROLE says.
create function tenantry_control.authorise(role text) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not pg_has_role(session_user, 'tenantry_' || role, 'member') then
    raise exception using errcode = '42501',
      message = format('%s is not a member of %s.', session_user, role),
      hint = format('Ask for membership of tenantry_%s.', role);
  end if;
end
$$;

-- The same for what every operator may do.
create function tenantry_control.authorise_any() returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not (pg_has_role(session_user, 'tenantry_support', 'member') or pg_has_role(session_user, 'tenantry_approver', 'member')
          or pg_has_role(session_user, 'tenantry_auditor', 'member')) then
    raise exception using errcode = '42501', message = format('%s is not an operator.', session_user),
      hint = 'Ask for membership of a group role of Tenantry.';
  end if;
end
$$;

-- Without white space at its ends, whatever kind it is; btrim alone takes spaces only.
create function tenantry_control.trimmed(written text) returns text
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(written, '^[[:space:]]+|[[:space:]]+$', '', 'g')
$$;

create function tenantry_control.check_reason(reason text) returns void
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if reason is null or char_length(tenantry_control.trimmed(reason)) < 3 then
    perform tenantry_control.refuse('TN400', 'A reason is missing.', 'reason',
      'Say in 3 to 500 characters why, for those who read the audit trail.');
  elsif char_length(reason) > 500 then
    perform tenantry_control.refuse('TN400', 'The reason is longer than 500 characters.', 'reason', 'Shorten it.');
  end if;
end
$$;

-- Tells every console what to fetch again.
create function tenantry_control.announce_stale(nouns text[], tenant uuid) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_notify('tenantry_stale', json_build_object('nouns', nouns, 'tenant', tenant)::text)
$$;
