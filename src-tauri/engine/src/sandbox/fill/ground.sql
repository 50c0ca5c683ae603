-- What the other files stand on: a schema of helpers that is dropped before the commit, one seeded source of chance,
-- and the tables laid bare of what is dear to maintain row by row.
-- Wanted first: tenantry.fill_tenants and tenantry.fill_seed, set for this transaction.

create schema tenantry_fill;
set local search_path = tenantry_fill, tenantry_control, public;

-- A filled sandbox that is lost in a power cut is filled again.
set local synchronous_commit = off;
set local work_mem = '128MB';
set local maintenance_work_mem = '512MB';
set local max_parallel_maintenance_workers = 2;
-- The helpers' statements are read once and cost more to compile than to run.
set local jit = off;
set local client_min_messages = warning;

-- Chance from 0 up to, not including, 1: the same for the same thing and question, on every server and version.
-- The hash folds a thing to 32 bits: things are numbers below that, xor the seed, and never hashes themselves.
-- Inlined by the planner, as are the next three; so none of them pins a search_path.
create function draw(thing bigint, question bigint) returns double precision
language sql immutable parallel safe
as $$ select (hashint8extended(thing, question) & 4503599627370495)::double precision / 4503599627370496 $$;

-- A UUIDv7 (RFC 9562) whose random bits come from a hash.
create function uuid_at(at timestamptz, thing bigint) returns uuid
language sql immutable parallel safe
as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
    || to_hex(28672 | (hashint8extended(thing, 71) & 4095))
    || to_hex(32768 | (hashint8extended(thing, 72) & 16383))
    || lpad(to_hex(hashint8extended(thing, 73) & 281474976710655), 12, '0'))::uuid
$$;

-- `tenantry_control.permille` for the figures that occur here, cheap enough for four million calls.
create function thousandths(used bigint, allowed bigint) returns integer
language sql immutable parallel safe
as $$ select case when allowed is null then 0 else (used * 1000 / allowed)::integer end $$;

-- The share of a limit that is used: heavy-tailed below four fifths, unless this limit is the pressed one or raised.
create function pressed_share(is_pressed boolean, pressure text, is_raised boolean, luck double precision)
returns double precision
language sql immutable parallel safe
as $$
  select case when is_pressed and pressure = 'over' then 1.01 + 0.45 * luck * luck
              when is_pressed and pressure = 'near' then 0.8 + 0.2 * luck
              when is_raised then 0.6 + 0.9 * luck
              else 0.79 * luck * luck end
$$;

-- The clock of the fleet: days are counted from here. Only "a few minutes ago" is counted from `instant`.
create unlogged table clock as
select date_trunc('day', now() at time zone 'utc') at time zone 'utc' as today,
       (now() at time zone 'utc')::date as day,
       date_trunc('second', now()) as instant,
       extract(day from now() at time zone 'utc')::integer as day_of_month,
       current_setting('tenantry.fill_tenants')::integer as tenants,
       hashint8extended(current_setting('tenantry.fill_seed')::bigint, 1) as seed;

-- Next Friday at 18:00, at least a day away.
alter table clock add column friday timestamptz;
update clock
set friday = date_trunc('week', today at time zone 'utc') at time zone 'utc' + interval '4 days 18 hours';
update clock set friday = friday + interval '7 days' where friday < today + interval '2 days';

-- Indexes and foreign keys are taken off and put back by their own definitions: built once and checked by one join,
-- they cost a fifth of what they cost row by row. Keys stay, so that nothing doubtful gets in.
create unlogged table set_aside as
select 1 as round, format('drop index %s', i.indexrelid::regclass) as off, pg_get_indexdef(i.indexrelid) as back
from pg_index i
where i.indrelid = 'tenantry_control.tenants'::regclass
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
union all
select 2, format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
from pg_constraint c
where c.contype = 'f' and c.conrelid in ('tenantry_control.tenants'::regclass, 'tenantry_control.usage_days'::regclass);

do $$
declare
  thing record;
begin
  for thing in select off from set_aside order by round loop
    execute thing.off;
  end loop;
end
$$;
