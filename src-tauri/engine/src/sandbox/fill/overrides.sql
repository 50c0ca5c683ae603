-- Exceptions to the tiers: until Friday, for good, until some later day, and lapsed ones that nobody cleared.

insert into overrides (tenant_id, limit_name, value, reason, set_by, set_at, until)
select id, override, override_value,
       (array['Onboarding a sister company this week.', 'Agreed with sales until the contract is renewed.',
              'Import of their archive; back to normal afterwards.', 'Trade fair: doubled for the days of the show.',
              'Support case: limit hit in the middle of their month-end close.', 'Pilot of the larger plan.',
              'Load test announced by the customer.', 'Goodwill after the outage.'])
         [1 + floor(draw(thing, 60) * 8)::integer],
       case when draw(thing, 61) < 0.7 then 'ops' else 'ops2' end,
       greatest(created_at, least(override_until, today) - interval '1 day' * (1 + 9 * draw(thing, 62))),
       override_until
from fleet
where override is not null
order by id;
