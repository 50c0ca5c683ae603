-- The rows of the directory, in the order of their ids so that the keys grow at one end, with pressure and alarms
-- already in them: an update of a million rows would double the table.

insert into tenants
  (id, slug, name, domain, status, status_reason, tier, tier_rank, region, parent_id, features, settings,
   encryption_key_ref, subscription_ends, rung, cluster, schema_name, database_name, generation, users, projects,
   storage_bytes, api_calls_month, usage_permille, alarms, pressure_until, sampled_at,
   last_activity, created_at, updated_at, version)
with limited as (
  select f.*,
         case when override = 'users' and in_force then override_value else may_users end as now_users,
         case when override = 'projects' and in_force then override_value else may_projects end as now_projects,
         case when override = 'storage_bytes' and in_force then override_value else may_storage end as now_storage,
         case when override = 'api_calls_month' and in_force then override_value else may_api end as now_api
  from (select *, override_until is null or override_until > instant as in_force from fleet) f
  offset 0
), pressed as (
  select l.*, thousandths(users, now_users) as users_permille, thousandths(projects, now_projects) as projects_permille,
         thousandths(storage_bytes, now_storage) as storage_permille,
         thousandths(api_calls_month, now_api) as api_permille
  from limited l
  offset 0
)
select id, p.slug, p.name,
       case when draw(thing, 50) < 0.3 and awkward is null
            then (array['', '', 'app.', 'portal.', 'team.'])[1 + floor(draw(thing, 51) * 5)::integer] || slug || '.example'
       end,
       status,
       case status
         when 'suspended' then (array[
           'Invoice unpaid for 60 days; three reminders sent.', 'Asked for a pause until the next school year.',
           'Card declined four times; billing is in touch.', 'Traffic from a leaked key; waiting for their new one.',
           'Terms of use: bulk mail complaints under review.', 'Merger: frozen at the request of both boards.'])
           [1 + floor(draw(thing, 52) * 6)::integer]
         when 'failed' then (array[
           'Step create_database failed: the server had no free space.', 'Step run_migrations failed: lock timeout after 5 s.',
           'Step wait_for_instance gave up after 60 polls.', 'Step copy_rows failed: the connection was reset.'])
           [1 + floor(draw(thing, 52) * 4)::integer]
         when 'deleting' then (array[
           'Contract ended; in quarantine for 30 days.', 'Deletion requested by the owner.',
           'Duplicate of another account of the same firm.'])[1 + floor(draw(thing, 52) * 3)::integer]
       end,
       tier, tier_rank, p.region, parent_id,
       case tier
         when 'free' then case when draw(thing, 53) < 0.9 then '{}'::text[] else '{beta_editor}' end
         when 'starter' then case when draw(thing, 53) < 0.8 then '{api}'::text[] else '{api,beta_editor}' end
         when 'pro' then case when draw(thing, 53) < 0.7 then '{api,webhooks}'::text[] else '{api,sso,webhooks}' end
         else case when draw(thing, 53) < 0.6 then '{api,audit_export,custom_domain,scim,sso,webhooks}'::text[]
                   else '{api,custom_domain,sso,webhooks}' end
       end,
       jsonb_build_object('locale', p.locale, 'timezone', p.timezone),
       case when tier = 'enterprise' and draw(thing, 54) < 0.6 then 'kms/' || p.region || '/tenant/' || id end,
       subscription_ends, rung, s.name,
       case when rung = 'schema' then 'tenant_' || replace(id::text, '-', '_') end,
       case when rung = 'database' then 'tenant_' || replace(id::text, '-', '_') end,
       case when draw(thing, 56) < 0.96 then 1 else 2 + floor(3 * draw(thing, 57)) end,
       users, projects, storage_bytes, api_calls_month,
       greatest(users_permille, projects_permille, storage_permille, api_permille),
       (users_permille >= 800)::integer + (projects_permille >= 800)::integer + (storage_permille >= 800)::integer
         + (api_permille >= 800)::integer + coalesce(subscription_ends < instant, false)::integer,
       least(case when subscription_ends > instant then subscription_ends end, case when in_force then override_until end),
       -- a deleted tenant is not sampled any more
       case when status <> 'provisioning' then
         case when status = 'deleted' then last_activity else instant end - interval '5 minutes' * draw(thing, 58) end,
       last_activity, created_at, created_at + (today - created_at) * draw(thing, 59), 1
from pressed p
join servers s on s.region = p.region and s.dedicated = (p.rung in ('database', 'instance'))
  and draw(thing, 55) >= s.above and draw(thing, 55) < s.upto
order by id;
