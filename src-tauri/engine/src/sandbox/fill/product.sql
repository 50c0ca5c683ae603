-- Rows of the sample product for three hundred tenants of the shared tables: as many users and projects as the
-- directory says, up to 120 and 60, and documents in the projects.

create unlogged table residents as
select row_number() over (order by i) as n, id, slug, thing, created_at, last_activity, today,
       least(users, 120)::integer as users, least(projects, 60)::integer as projects
from (select * from fleet where rung = 'shared' and status = 'active' and users > 0 and not untouched
        -- most of them have something to look at
        and (projects > 0 or i % 4 = 0)
      order by i limit 300) chosen;

-- Nobody can log in: this only looks like a hash, and is made here so that no scanner takes it for one.
create unlogged table people as
select r.n, r.n * 1000 + u as person, u, r.id as tenant_id, r.slug, f.word || ' ' || l.word as name,
       f.slug || '.' || l.slug as mailbox, r.last_activity, r.today,
       r.created_at + (r.today - r.created_at) * case when u = 1 then 0 else draw(r.n * 1000 + u, 1) end as created_at
from residents r
cross join lateral generate_series(1, r.users) u
-- 40 and 30 share no more than ten: the pair of names comes again only after 120 people
join words f on f.script = 'person' and f.place = 'first' and f.n = (r.n * 13 + u * 7) % 40
join words l on l.script = 'person' and l.place = 'second' and l.n = (r.n * 17 + u * 11) % 30;
analyze people;

insert into users (tenant_id, id, email, name, role, status, password_hash, last_login_at, settings, created_at)
select tenant_id, uuid_at(created_at, person), mailbox || '@' || slug || '.example', name,
       case when u = 1 then 'owner' when u <= 3 then 'admin' when draw(person, 2) < 0.8 then 'member' else 'viewer' end,
       case when u = 1 or draw(person, 3) < 0.9 then 'active' when draw(person, 3) < 0.96 then 'invited'
            else 'disabled' end,
       '$argon2id$v=19$m=8,t=1,p=1$' || repeat('nobody', 3) || '$' || repeat('can-log-in-', 4),
       case when u = 1 or draw(person, 3) < 0.9
            then greatest(created_at, last_activity - interval '40 days' * case u when 1 then 0 else draw(person, 4) ^ 3 end)
       end,
       jsonb_build_object('theme', (array['light', 'dark', 'system'])[1 + floor(draw(person, 5) * 3)::integer]),
       created_at
from people;

create unlogged table plans as
select r.n, r.n * 1000 + p as plan, p, r.id as tenant_id, r.thing, r.today, owner.person as owner,
       uuid_at(owner.created_at, owner.person) as owner_id,
       greatest(owner.created_at, r.created_at + (r.today - r.created_at) * draw(r.n * 1000 + p, 11)) as created_at
from residents r
cross join lateral generate_series(1, r.projects) p
join people owner on owner.n = r.n and owner.u = 1 + floor(draw(r.n * 1000 + p, 10) * r.users)::integer;

insert into projects (tenant_id, id, name, description, owner_id, status, settings, created_at)
select tenant_id, uuid_at(created_at, plan + 1000000),
       (array['Website relaunch', 'Spring catalogue', 'Warehouse move', 'Annual audit', 'New price list', 'Onboarding',
              'Customer survey', 'Trade fair', 'Fleet renewal', 'Intranet', 'Recall 17-B', 'Second branch',
              'Apprenticeship year', 'Energy savings', 'Supplier review', '新製品', 'Umzug', 'Campaña de otoño'])
         [1 + floor(draw(plan, 12) * 18)::integer]
         || case when p > 3 then ' ' || (2022 + floor(draw(plan, 13) * 4)::integer) else '' end,
       (array['', 'Steering group meets on Tuesdays.', 'Budget approved; see the minutes.',
              'Waiting for the landlord''s answer.'])[1 + floor(draw(plan, 14) * 4)::integer],
       owner_id, case when draw(plan, 15) < 0.82 then 'active' else 'archived' end, '{}', created_at
from plans;

insert into documents (tenant_id, id, title, content, created_by, created_at)
select tenant_id, uuid_at(at, plan * 10 + d), title,
       (array['Decided: we go ahead. Open: who tells the supplier, and by when.',
              'Present: five. Next meeting in two weeks. The figures of last month are attached.',
              'Draft, please do not pass on. Section 3 still lacks the delivery times.',
              '| item | amount |' || E'\n' || '|---|---|' || E'\n' || '| timber | 1,240 |' || E'\n' || '| paint | 310 |',
              'Grüße aus dem Lager: 42 Paletten sind da, drei fehlen noch.'])
         [1 + floor(draw(plan * 10 + d, 22) * 5)::integer],
       owner_id, at
from plans,
  lateral (select d, created_at + (today - created_at) * draw(plan * 10 + d, 20) as at,
                  (array['Minutes of the meeting', 'Offer', 'Checklist', 'Contract draft', 'Photos of the site',
                         'Cost estimate', 'Q&A', 'Timeline', '見積書', 'Protokoll', '<b>Final</b> (2)',
                         '=SUM(B2:B9)'])[1 + floor(draw(plan * 10 + d, 21) * 12)::integer] as title
           from generate_series(1, 1 + floor(8 * draw(plan, 23) ^ 2)::integer) d) written;

insert into settings (tenant_id, id, key, value)
select id, uuid_at(created_at, n * 10 + k + 5000000), key, value
from residents,
  lateral (values (1, 'locale', to_jsonb('en'::text)), (2, 'notifications', '{"email": true, "digest": "weekly"}'),
                  (3, 'retention_days', to_jsonb(30 + floor(draw(n, 30) * 12)::integer * 30))) s (k, key, value);

insert into audit_logs
  (tenant_id, id, user_id, action, entity_type, entity_id, old_values, new_values, ip, user_agent, created_at)
select tenant_id, uuid_at(at, person * 10 + e + 100000000), uuid_at(created_at, person),
       case e when 1 then 'user.login' else 'user.update' end, 'user', uuid_at(created_at, person),
       case e when 2 then '{"theme": "light"}'::jsonb end, case e when 2 then '{"theme": "dark"}'::jsonb end,
       -- addresses and agents that belong to nobody (RFC 5737)
       ('203.0.113.' || 1 + person % 250)::inet,
       (array['Sample/1.4 (desktop)', 'Sample/1.4 (phone)', 'sample-api/0.9'])[1 + floor(draw(person, 41) * 3)::integer], at
from people, generate_series(1, 2) e,
  lateral (select greatest(created_at, last_activity - interval '30 days' * draw(person, 41 + e)) as at) moment
where e = 1 or draw(person, 40) < 0.3;

analyze users, projects, documents, settings, audit_logs;
