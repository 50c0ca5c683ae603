-- Limits on rows, enforced in the statement that creates them: an insert past the limit is refused whoever forgot to
-- ask, and 64 clients at once create exactly as many as are allowed, because they queue for the tenant's count.

create table tenantry.row_counts (
  tenant_id uuid not null,
  limit_name text collate "C" not null,
  rows bigint not null check (rows >= 0),
  primary key (tenant_id, limit_name)
) with (fillfactor = 50);

-- Adds to the count and refuses what goes beyond the limit.
create function tenantry.add_to_count(tenant uuid, counted text, change bigint) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  present bigint;
  allowed bigint;
begin
  if change < 0 then
    -- rows that were there before they were counted may leave, too
    update tenantry.row_counts c set rows = greatest(c.rows + change, 0)
    where c.tenant_id = tenant and c.limit_name = counted;
    return;
  end if;
  insert into tenantry.row_counts as c (tenant_id, limit_name, rows) values (tenant, counted, change)
  on conflict (tenant_id, limit_name) do update set rows = c.rows + change
  returning c.rows into present;
  select (case when p.row_limits_until <= clock_timestamp() then p.row_limits_after else p.row_limits end
          ->> counted)::bigint
  into allowed from tenantry.placements p where p.tenant_id = tenant;
  if present > allowed then
    raise exception using errcode = 'TN412', column = counted,
      message = format('The tenant may have %s %s and would have %s.', allowed, replace(counted, '_', ' '), present),
      hint = 'Delete some, or ask for a higher limit.';
  end if;
end
$$;

-- The trigger of a counted table; its argument names the limit.
create function tenantry.count_rows() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform tenantry.add_to_count(r.tenant_id, tg_argv[0], r.rows)
    from (select n.tenant_id, count(*) as rows from new_rows n group by n.tenant_id order by n.tenant_id) r;
  else
    perform tenantry.add_to_count(r.tenant_id, tg_argv[0], -r.rows)
    from (select o.tenant_id, count(*) as rows from old_rows o group by o.tenant_id order by o.tenant_id) r;
  end if;
  return null;
end
$$;

-- Counts a table from now on, with the rows that it has. A view or a partition cannot be counted.
create function tenantry.count_table(relation regclass, limit_name text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('create trigger tenantry_counts_inserts after insert on %s referencing new table as new_rows
                  for each statement execute function tenantry.count_rows(%L)', relation, limit_name);
  execute format('create trigger tenantry_counts_deletes after delete on %s referencing old table as old_rows
                  for each statement execute function tenantry.count_rows(%L)', relation, limit_name);
end
$$;
