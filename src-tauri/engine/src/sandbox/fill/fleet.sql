-- What each tenant is and uses. Each step stands on the one before it; `offset 0` keeps the planner from computing a
-- step again for every column that reads it.

create unlogged table fleet as
with standing as (
  select n.*,
         slug_stem || case when row_number() over (partition by slug_stem order by i) > 1
                           then '-' || row_number() over (partition by slug_stem order by i) else '' end as slug,
         case when parent or child
              then case when draw(thing, 10) < 0.25 then 'starter' when draw(thing, 10) < 0.8 then 'pro'
                        else 'enterprise' end
              else case when draw(thing, 10) < 0.56 then 'free' when draw(thing, 10) < 0.81 then 'starter'
                        when draw(thing, 10) < 0.955 then 'pro' else 'enterprise' end end as tier,
         case when parent or draw(thing, 11) >= 0.097 then 'active' when draw(thing, 11) < 0.04 then 'suspended'
              when draw(thing, 11) < 0.054 then 'provisioning' when draw(thing, 11) < 0.065 then 'migrating'
              when draw(thing, 11) < 0.075 then 'failed' when draw(thing, 11) < 0.086 then 'deleting'
              else 'deleted' end::tenant_status as status,
         -- days since the root was created: more of them lately; a parent is older than a month
         case when parent or child then 40 else 0.1 end + 1420 * draw(root, 12) ^ 1.4 as root_age
  from named n
  offset 0
), placed as (
  select s.*,
         case tier
           when 'free' then case when draw(thing, 14) < 0.999 then 'shared' else 'schema' end
           when 'starter' then case when draw(thing, 14) < 0.98 then 'shared' else 'schema' end
           when 'pro' then case when draw(thing, 14) < 0.85 then 'schema' when draw(thing, 14) < 0.97 then 'shared'
                                else 'database' end
           else case when draw(thing, 14) < 0.74 then 'database' when draw(thing, 14) < 0.92 then 'instance'
                     when draw(thing, 14) < 0.98 then 'schema' else 'shared' end
         end::rung as rung,
         case when status = 'provisioning' then 0.01 + 0.4 * draw(thing, 13)
              when child then root_age * (0.05 + 0.95 * draw(thing, 13)) - 0.01 else root_age end as age
  from standing s
  offset 0
), dated as (
  select p.*, date_trunc('milliseconds', today - age * interval '1 day') as created_at,
         date_trunc('milliseconds', today - root_age * interval '1 day') as root_created_at,
         -- days without any activity: suspended, leaving, or just gone quiet
         case status when 'suspended' then least(age, 2 + 58 * draw(thing, 15))
                     when 'deleting' then least(age, 1 + 25 * draw(thing, 15))
                     when 'deleted' then least(age, 31 + 300 * draw(thing, 15))
                     else case when draw(thing, 16) < 0.075 and not parent
                               then least(age, 20 + 360 * draw(thing, 15) ^ 1.6) else 0 end end as quiet,
         status = 'provisioning' or tier = 'free' and draw(thing, 17) < 0.02 as untouched,
         case when tier = 'enterprise' or status <> 'active' or draw(thing, 30) >= 0.023 then null
              else (enum_range(null::limit_name))[1 + floor(draw(thing, 31) * 4)::integer] end as override,
         -- one limit is nearly reached or exceeded by a few
         (enum_range(null::limit_name))[1 + floor(draw(thing, 21) * 4)::integer] as pressed,
         case when tier = 'enterprise' or status in ('provisioning', 'deleted') or draw(thing, 20) >= 0.083 then 'easy'
              when draw(thing, 20) < 0.021 then 'over' else 'near' end as pressure,
         today, instant, friday, day_of_month
  from placed p, clock
  offset 0
), shares as (
  -- shares of the tier's limits; all below four fifths, but for the pressed one and the overridden one
  select d.*, uuid_at(created_at, thing) as id,
         case when child then uuid_at(root_created_at, root) end as parent_id,
         pressed_share(d.pressed = 'users', pressure, d.override = 'users', draw(thing, 22)) as users_share,
         pressed_share(d.pressed = 'projects', pressure, d.override = 'projects', draw(thing, 23)) as projects_share,
         pressed_share(d.pressed = 'storage_bytes', pressure, d.override = 'storage_bytes', draw(thing, 24)) as storage_share,
         pressed_share(d.pressed = 'api_calls_month', pressure, d.override = 'api_calls_month', draw(thing, 25)) as api_share
  from dated d
  offset 0
), used as (
  select s.*, t.rank as tier_rank, t.users as may_users, t.projects as may_projects, t.storage_bytes as may_storage,
         t.api_calls_month as may_api,
         case when status in ('provisioning', 'deleted') then 0
              when t.users is null then round(25 * 10 ^ (2.4 * draw(thing, 22) ^ 2))
              when users_share >= 0.8 then greatest(1, round(t.users * users_share + 0.3))
              else greatest(1, floor(t.users * users_share)) end::bigint as users,
         case when status = 'deleted' or untouched then 0
              when t.projects is null then round(8 * 10 ^ (2 * draw(thing, 23) ^ 2))
              when projects_share >= 0.8 then round(t.projects * projects_share + 0.3)
              else floor(t.projects * projects_share) end::bigint as projects,
         case when status = 'deleted' or untouched then 0
              when t.storage_bytes is null then round(4e9 * 10 ^ (3 * draw(thing, 24) ^ 1.5) * (0.5 + draw(thing, 26)))
              else round(t.storage_bytes * storage_share) end::bigint as storage_bytes,
         -- calls of a whole month at today's pace
         case when status = 'deleted' or untouched then 0
              when t.api_calls_month is null then round(3e5 * 10 ^ (2.7 * draw(thing, 25) ^ 2))
              else round(t.api_calls_month * api_share) end::bigint as month_pace
  from shares s
  join tiers t on t.name = s.tier
  offset 0
)
select u.*,
       -- calls of this month so far: an easy tenant makes them day by day, a pressed one has made them already
       case when quiet > least(day_of_month - 1, floor(age)) then 0
            when pressure <> 'easy' and pressed = 'api_calls_month' and quiet = 0 then month_pace
            else round(month_pace * greatest(0.3, least(day_of_month, ceil(age)) - 0.6 - quiet) / 30.5)
       end::bigint as api_calls_month,
       case override when 'users' then may_users when 'projects' then may_projects when 'storage_bytes' then may_storage
                     when 'api_calls_month' then may_api end
         * (array[2, 2, 3, 3, 5, null])[1 + floor(draw(thing, 32) * 6)::integer] as override_value,
       case when draw(thing, 33) < 0.35 then friday
            when draw(thing, 33) < 0.60 then null
            when draw(thing, 33) < 0.78 then friday - interval '7 days' * (1 + floor(12 * draw(thing, 34)))
            else today + interval '17 hours' + interval '1 day' * (2 + floor(88 * draw(thing, 34))) end as override_until,
       case when tier = 'free' or status = 'deleted' or tier = 'enterprise' and draw(thing, 40) < 0.08 then null
            when status = 'suspended' and draw(thing, 41) < 0.5 or draw(thing, 41) < 0.035
            then today - interval '1 day' * floor(1 + 70 * draw(thing, 42) ^ 1.5)
            else today + interval '1 day' * floor(1 + case when draw(thing, 43) < 0.6 then 364 else 31 end * draw(thing, 42))
       end as subscription_ends,
       case when untouched then '-infinity'::timestamptz
            when quiet > 0 then today - quiet * interval '1 day'
            else greatest(created_at, instant - interval '4 days' * draw(thing, 44) ^ 3 - interval '9 seconds') end
         as last_activity
from used u;
analyze fleet;
