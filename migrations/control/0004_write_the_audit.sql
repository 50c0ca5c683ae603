-- The audit trail: append-only, one hash chain for each tenant and one for what belongs to none.
-- A tenant's chain is serialised by the row lock that its change holds anyway, so no chain can block another.

create table tenantry_control.audit_chains (
  chain uuid primary key,
  seq bigint not null,
  hash bytea not null check (octet_length(hash) = 32)
);

create table tenantry_control.audit_entries (
  number bigint generated always as identity primary key,
  at timestamptz not null,
  login name not null,
  action text collate "C" not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  tenant_id uuid,
  object text,
  reason text not null,
  ticket text,
  before jsonb,
  after jsonb,
  client_address inet,
  client_program text not null,
  transaction xid8 not null,
  chain uuid not null,
  chain_seq bigint not null,
  previous bytea not null check (octet_length(previous) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  unique (chain, chain_seq)
);

create index audit_entries_by_tenant on tenantry_control.audit_entries (tenant_id, number) where tenant_id is not null;
create index audit_entries_by_login on tenantry_control.audit_entries (login, number);
create index audit_entries_by_action on tenantry_control.audit_entries (action, number);
create index audit_entries_by_ticket on tenantry_control.audit_entries (ticket, number) where ticket is not null;
create index audit_entries_by_time on tenantry_control.audit_entries (at, number);

-- Privileges come first (nobody has any); this says no to the owner too, in every replication role.
create function tenantry_control.audit_is_append_only() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = '42501', message = 'The audit trail is append-only.';
end
$$;
create trigger append_only before update or delete or truncate on tenantry_control.audit_entries
  for each statement execute function tenantry_control.audit_is_append_only();
alter table tenantry_control.audit_entries enable always trigger append_only;

-- A field in binary with its length before it: 'ab','c' and 'a','bc' differ, null and '' differ.
create function tenantry_control.audit_field(value bytea) returns bytea
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select case when value is null then int4send(-1) else int4send(octet_length(value)) || value end
$$;

-- The hash of an entry: SHA-256 over a leaf tag, the hash before it, and each field in binary form. No form here
-- depends on time zone, date style, locale or client encoding.
create function tenantry_control.audit_hash(entry tenantry_control.audit_entries) returns bytea
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select sha256(decode('00', 'hex') || (entry).previous
    || tenantry_control.audit_field(uuid_send((entry).chain))
    || tenantry_control.audit_field(int8send((entry).chain_seq))
    || tenantry_control.audit_field(timestamptz_send((entry).at))
    || tenantry_control.audit_field(convert_to((entry).login::text, 'UTF8'))
    || tenantry_control.audit_field(convert_to((entry).action, 'UTF8'))
    || tenantry_control.audit_field(uuid_send((entry).tenant_id))
    || tenantry_control.audit_field(convert_to((entry).object, 'UTF8'))
    || tenantry_control.audit_field(convert_to((entry).reason, 'UTF8'))
    || tenantry_control.audit_field(convert_to((entry).ticket, 'UTF8'))
    || tenantry_control.audit_field(convert_to((entry).before::text, 'UTF8'))
    || tenantry_control.audit_field(convert_to((entry).after::text, 'UTF8'))
    || tenantry_control.audit_field(inet_send((entry).client_address))
    || tenantry_control.audit_field(convert_to((entry).client_program, 'UTF8'))
    || tenantry_control.audit_field(xid8send((entry).transaction)))
$$;

-- Appends an entry under the login that the server knows. Called by the functions of this schema alone.
create function tenantry_control.audit(action text, tenant uuid, object text, reason text, ticket text,
                                       before jsonb, after jsonb) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  entry tenantry_control.audit_entries;
  head tenantry_control.audit_chains;
begin
  entry.chain := coalesce(tenant, '00000000-0000-0000-0000-000000000000');
  insert into tenantry_control.audit_chains values (entry.chain, 0, sha256(decode('01', 'hex') || uuid_send(entry.chain)))
    on conflict do nothing;
  select * into strict head from tenantry_control.audit_chains c where c.chain = entry.chain for update;
  entry.at := clock_timestamp();
  entry.login := session_user;
  entry.action := action;
  entry.tenant_id := tenant;
  entry.object := object;
  entry.reason := tenantry_control.trimmed(reason);
  entry.ticket := ticket;
  entry.before := before;
  entry.after := after;
  entry.client_address := inet_client_addr();
  entry.client_program := left(current_setting('application_name'), 64);
  entry.transaction := pg_current_xact_id();
  entry.chain_seq := head.seq + 1;
  entry.previous := head.hash;
  entry.hash := tenantry_control.audit_hash(entry);
  update tenantry_control.audit_chains c set seq = entry.chain_seq, hash = entry.hash where c.chain = entry.chain;
  insert into tenantry_control.audit_entries
    (at, login, action, tenant_id, object, reason, ticket, before, after, client_address, client_program,
     transaction, chain, chain_seq, previous, hash)
  values
    (entry.at, entry.login, entry.action, entry.tenant_id, entry.object, entry.reason, entry.ticket, entry.before,
     entry.after, entry.client_address, entry.client_program, entry.transaction, entry.chain, entry.chain_seq,
     entry.previous, entry.hash)
  returning audit_entries.number into entry.number;
  return entry.number;
end
$$;
