-- Ninety days of history, today's figures last and equal to the present ones. Of the first 20,000 tenants only: that
-- of a million would be ninety million rows, and no page shows more than one tenant's.

insert into usage_days (tenant_id, day, users, projects, storage_bytes, api_calls)
with watched as (
  select id, thing, users, projects, storage_bytes, api_calls_month, quiet,
         -- past the last month, pressure is not yet felt
         least(month_pace, coalesce(may_api, month_pace)) / 30.5 as pace,
         least(89, floor(age)::integer) as days,
         -- most grow, some stand still, some shrink; nobody moves while gone quiet
         case when quiet > 0 then 0 when draw(thing, 80) < 0.6 then 0.05 + 0.5 * draw(thing, 81) ^ 1.5
              when draw(thing, 80) < 0.88 then 0.02 else -0.25 * draw(thing, 81) end as trend,
         -- in an office weekends are quiet, in a shop less so
         0.25 + 0.65 * draw(thing, 82) ^ 2 as weekend
  from fleet
  where i <= 20000 and status not in ('provisioning', 'deleted') and not untouched
  order by id
), days as (
  select w.id, clock.day - ago as day, ago, w.users, w.projects, w.storage_bytes, api_calls_month, pace,
         date_trunc('month', clock.day - ago) = date_trunc('month', clock.day) as this_month,
         1 - trend * ago / 89 as grown,
         case when ago < quiet then 0
              else (1 - trend * ago / 89) * (0.75 + 0.5 * draw(thing, 100 + ago))
                   * case when extract(isodow from clock.day - ago) > 5 then weekend else 1.15 end
                   -- today is not over
                   * case when ago = 0 then 0.5 else 1 end end as weight
  from watched w, clock, lateral generate_series(days, 0, -1) ago
  -- the sampler was down now and then; its calls were counted the day after
  where ago = 0 or quiet > 0 or draw(thing, 200 + ago) >= 0.006 and not (draw(thing, 300) < 0.04 and ago between 41 and 43)
), summed as (
  select *, sum(weight) over month_so_far as weight_so_far, sum(weight) over (partition by id, this_month) as weight_of_month
  from days
  window month_so_far as (partition by id, this_month order by day)
)
select id, day,
       case when ago = 0 then users else greatest(1, round(users * grown)) end,
       case when ago = 0 then projects else round(projects * grown) end,
       case when ago = 0 then storage_bytes else round(storage_bytes * grown * (1 - 0.0004 * ago)) end,
       -- cut by the running sum, so that the days of this month add up to the month's figure exactly
       case when weight_of_month = 0 then 0
            when this_month then round(api_calls_month * weight_so_far / weight_of_month)
                                 - round(api_calls_month * (weight_so_far - weight) / weight_of_month)
            else round(pace * weight) end
from summed
order by id, day;
