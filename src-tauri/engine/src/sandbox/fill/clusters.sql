-- The servers: two shared ones in each region and one for databases of their own. Capacity leaves head-room for what
-- will be placed there; new shared tenants go to the one with most of it.

create unlogged table regions as
select *, coalesce(lag(upto) over (order by upto), 0) as above, upto - coalesce(lag(upto) over (order by upto), 0) as share
from (values
  (0.26::double precision, 'eu-central-1', 'eu-central', 'de-DE', 'Europe/Berlin'), (0.45, 'eu-west-1', 'eu-west', 'en-IE', 'Europe/Dublin'),
  (0.70, 'us-east-1', 'us-east', 'en-US', 'America/New_York'), (0.83, 'us-west-2', 'us-west', 'en-US', 'America/Los_Angeles'),
  (0.93, 'ap-northeast-1', 'ap-northeast', 'ja-JP', 'Asia/Tokyo'), (1.00, 'ap-south-1', 'ap-south', 'en-IN', 'Asia/Kolkata')
) listed (upto, name, stem, locale, timezone);
analyze regions;

-- `upto` is the draw below which a tenant of the region goes there.
create unlogged table servers as
select r.name as region, r.stem || kind as name, dedicated, k.above, k.upto,
       greatest(20, ceil(clock.tenants * r.share * part * room / 10) * 10)::integer as capacity
from clock, regions r,
  (values ('-shared-1', false, 0.0::double precision, 0.55::double precision, 0.52, 1.25), ('-shared-2', false, 0.55, 1.01, 0.43, 2.1),
          ('-dedicated-1', true, 0.0, 1.01, 0.055, 2.0))
    k (kind, dedicated, above, upto, part, room);
analyze servers;

-- one server plays them all
insert into clusters (name, region, capacity, schema_version, here)
select name, region, capacity, '1', true from servers order by name;
