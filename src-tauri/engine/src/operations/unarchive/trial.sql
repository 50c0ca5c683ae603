-- The tables as they would be made, in a transaction that the caller takes back. Where the isolation kit is not installed
-- (a server that has databases alone), what the tables ask of it is stood in for.
begin;
set local lock_timeout = '5s';
set local statement_timeout = '60s';
do $$
begin
  if to_regnamespace('tenantry') is null then
    create schema tenantry;
    create function tenantry.protect(relation regclass) returns void language sql as 'select';
    create function tenantry.count_table(relation regclass, limit_name text) returns void language sql as 'select';
  end if;
end
$$;
create schema %schema%;
-- the kit protects what its owner owns
do $$
begin
  if to_regclass('tenantry.placements') is not null then
    alter schema %schema% owner to tenantry_owner;
    set local role tenantry_owner;
  end if;
end
$$;
set local search_path = %schema%;
%tables%
