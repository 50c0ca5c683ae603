-- Who there is: a seat for each tenant, its family, its name and slug.

-- Seats come in blocks of fifty; in every fifth or so the first seat is an organisation and the next ones are its
-- children. `root` is what family members have in common: name, region, first letters of the tier.
create unlogged table seats as
select i, i # seed as thing, case when family then i - seat else i end # seed as root,
       family and seat > 0 as child, family and seat = 0 as parent, seat,
       -- one in 333 has a name to trip over
       case when i % 333 = 7 and not family then i / 333 end as awkward,
       -- drawn once, not again for each region, manner and pattern they are compared with
       draw(case when family then i - seat else i end # seed, 1) as of_regions,
       draw(case when family then i - seat else i end # seed, 2) as of_manners,
       draw(case when family then i - seat else i end # seed, 3) * 100 as of_patterns
from (
  select i, seed, (i - 1) % 50 as seat,
         draw((i - 1) / 50 # seed, 8) < 0.22 and ((i - 1) / 50 + 1) * 50 <= tenants
           and (i - 1) % 50 <= 3 + floor(37 * draw((i - 1) / 50 # seed, 9) ^ 3) as family
  from clock, generate_series(1, current_setting('tenantry.fill_tenants')::bigint) i
) seated;

analyze seats;
-- The planner cannot know how many an expression finds: it would walk the words once for each tenant, or hash the
-- tenants instead of the words. As written, the small tables are hashed and the tenants pass by once.
set local enable_nestloop = off;
set local enable_mergejoin = off;
set local join_collapse_limit = 1;

create unlogged table named as
select s.*, r.name as region, r.locale, r.timezone,
       case when s.awkward is not null
            then (select a.name from awkward a where a.n = s.awkward % (select count(*) from awkward))
            else format(p.name, w1.word, w2.word, w3.word) || case when s.child then ' – ' || branch.word else '' end
       end as name,
       case when s.awkward is not null then 'account-' || lpad(to_hex(s.thing & 1048575), 5, '0')
            else format(p.slug, w1.slug, w2.slug, w3.slug) || case when s.child then '-' || branch.slug else '' end
       end as slug_stem
from seats s
join regions r on s.of_regions >= r.above and s.of_regions < r.upto
-- a member of a family is named in English, so that its branch can be told from it
join manners m on m.region = r.name and s.of_manners >= m.above and s.of_manners < m.upto
cross join lateral (select case when s.child or s.parent then 'english' else m.script end as script) chosen
join patterns p on p.script = chosen.script
  and s.of_patterns >= p.above and s.of_patterns < p.upto
join word_counts c on c.script = chosen.script
join words w1 on w1.script = chosen.script and w1.place = 'first' and w1.n = floor(draw(s.root, 4) * c.first)::bigint
join words w2 on w2.script = chosen.script and w2.place = 'second' and w2.n = floor(draw(s.root, 5) * c.second)::bigint
join words w3 on w3.script = chosen.script and w3.place = 'third' and w3.n = floor(draw(s.root, 6) * c.third)::bigint
left join words branch on s.child and branch.script = 'english' and branch.place = 'third'
  and branch.n = (s.seat + floor(draw(s.root, 7) * c.third)::bigint) % c.third;
set local enable_nestloop = on;
set local enable_mergejoin = on;
set local join_collapse_limit = 8;
analyze named;
