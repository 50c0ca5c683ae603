-- The isolation kit in this very database learns of every change in the transaction that makes it: who lives here, in
-- which generation, whether he is open, and his limits on rows. Kits elsewhere are told by a worker.

-- Tells the kit of these tenants; null: of all. Without a kit here there is nothing to tell.
create function tenantry_control.tell_kit(tenant_ids uuid[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regclass('tenantry.placements') is null then
    return;
  end if;
  insert into tenantry.placements as p
    (tenant_id, generation, closed, subscription_ends, row_limits, row_limits_until, row_limits_after)
  select t.id, t.generation, case when t.status in ('active', 'migrating') then null else t.status::text end,
         t.subscription_ends,
         jsonb_strip_nulls(jsonb_build_object('users', l.users, 'projects', l.projects)), l.until,
         jsonb_strip_nulls(jsonb_build_object('users', l.users_after, 'projects', l.projects_after))
  from tenantry_control.tenants t
  join tenantry_control.clusters c on c.name = t.cluster and c.here
  join tenantry_control.tiers tiers on tiers.name = t.tier
  cross join lateral (
    select min(o.until) as until,
           case when bool_or(o.limit_name = 'users') then max(o.value) filter (where o.limit_name = 'users')
                else tiers.users end as users,
           case when bool_or(o.limit_name = 'projects') then max(o.value) filter (where o.limit_name = 'projects')
                else tiers.projects end as projects,
           case when bool_or(o.limit_name = 'users' and o.stays) then max(o.value) filter (where o.limit_name = 'users')
                else tiers.users end as users_after,
           case when bool_or(o.limit_name = 'projects' and o.stays)
                then max(o.value) filter (where o.limit_name = 'projects') else tiers.projects end as projects_after
    from (select o.limit_name, o.value, o.until, o.until is distinct from min(o.until) over () as stays
          from tenantry_control.overrides o
          where o.tenant_id = t.id and o.limit_name in ('users', 'projects')
            and (o.until is null or o.until > clock_timestamp())) o) l
  where t.rung in ('shared', 'schema') and t.status <> 'deleted' and (tenant_ids is null or t.id = any (tenant_ids))
  on conflict (tenant_id) do update set
    generation = excluded.generation, closed = excluded.closed, subscription_ends = excluded.subscription_ends,
    row_limits = excluded.row_limits, row_limits_until = excluded.row_limits_until,
    row_limits_after = excluded.row_limits_after
  where (p.generation, p.closed, p.subscription_ends, p.row_limits, p.row_limits_until, p.row_limits_after)
    is distinct from (excluded.generation, excluded.closed, excluded.subscription_ends, excluded.row_limits,
                      excluded.row_limits_until, excluded.row_limits_after);
  delete from tenantry.placements p
  using tenantry_control.tenants t left join tenantry_control.clusters c on c.name = t.cluster and c.here
  where p.tenant_id = t.id and (tenant_ids is null or t.id = any (tenant_ids))
    and (c.name is null or t.rung not in ('shared', 'schema') or t.status = 'deleted');
end
$$;

-- Authorises nobody: a trigger of the tenants' own table.
create function tenantry_control.tenant_told() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform tenantry_control.tell_kit(array[new.id]);
  return null;
end
$$;

-- Tier and overrides reach the kit by refresh_pressure(), which every function that changes them calls.
create trigger tenants_are_told_to_the_kit after update on tenantry_control.tenants
for each row when ((old.status, old.generation, old.rung, old.cluster, old.subscription_ends)
                   is distinct from (new.status, new.generation, new.rung, new.cluster, new.subscription_ends))
execute function tenantry_control.tenant_told();
