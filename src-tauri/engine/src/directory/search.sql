  -- What is found often is found near the place where the page begins. What is not, is looked up whole by the index on
  -- texts and then sorted: along the sort, it might all lie at the other end of a million rows.
  with near as materialized (
    select t.id
    from (
      select t.id, t.%key%, (%filter%) as found from tenantry_control.tenants t
      where %place%
      order by %order%
      limit %near%
    ) t
    where t.found
    order by %order%
    limit %rows%
  ), far as materialized (
    -- the offset keeps the order out: with it, the planner would walk after all; only what is sorted by comes along
    select t.id
    from (select t.id, t.%key% from tenantry_control.tenants t where %place% and %filter% offset 0) t
    where (select count(*) from near) < %rows%
    order by %order%
    limit %rows%
  )
  select * from tenantry_control.tenants t
  where t.id in (select id from near where (select count(*) from near) = %rows% union all select id from far)
