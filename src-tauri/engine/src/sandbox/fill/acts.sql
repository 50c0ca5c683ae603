-- What people did: real calls of the functions, as the logins of the sandbox, so that each entry of the trail is true
-- and the chains hold. Logins that this server does not have are passed over. Runs last: the acts change tenants.

create unlogged table candidates as
select f.id, f.thing, f.i, f.override::text as override
from fleet f
where f.i between 400 and 4000 and f.awkward is null and not f.parent and not f.child
  and f.quiet < 40;
analyze candidates;

do $$
declare
  people text[] := (select array_agg(rolname order by rolname)
                    from pg_roles where rolname in ('ops', 'ops2') and pg_has_role(oid, 'tenantry_ops', 'member'));
  friday timestamptz := (select friday from tenantry_fill.clock);
  act record;
begin
  if people is null then
    return;
  end if;
  for act in
    select kind, people[1 + n % cardinality(people)] as person, id, version, override, reason, n
    from (
      select k.kind, s.id, s.version, s.override, k.reasons[1 + (s.place % cardinality(k.reasons))] as reason,
             row_number() over (order by draw(s.thing, 90), k.kind) as n
      from (values
        ('upgrade', 'active', array['starter'], 14, array['Signed the pro order form.', 'Outgrew starter: 18 of 20 users.',
          'Upgrade paid by card, receipt in billing.', 'Moving over from a trial.']),
        ('raise', 'active', array['free', 'starter', 'pro'], 18, array['Stocktaking until Friday; they asked by phone.',
          'Import of the old archive this week.', 'Month-end close would have hit the limit.', 'Promised by sales, ends on Friday.']),
        ('suspend', 'active', array['free', 'starter'], 8, array['Invoice unpaid for 60 days.', 'Leaked key in use; until they answer.',
          'Asked for a pause over the winter.']),
        ('resume', 'suspended', array['free', 'starter', 'pro'], 6, array['Paid in full this morning.', 'New key in place.']),
        ('trial', 'active', array['free'], 7, array['Two weeks of starter to try it out.', 'Won the raffle at the fair.']),
        ('clear', 'active', array['free', 'starter', 'pro'], 5, array['No longer needed, says the customer.', 'Import is done.'])
      ) k (kind, status, tiers, wanted, reasons)
      cross join lateral (
        select f.id, f.thing, f.override, t.version, row_number() over (order by f.i) as place
        from tenantry_fill.candidates f
        join tenantry_control.tenants t on t.id = f.id
        where t.status = k.status::tenantry_control.tenant_status and t.tier = any (k.tiers)
          and (f.override is not null) = (k.kind = 'clear')
          -- a tenant is acted on once
          and (k.kind = 'clear'
               or f.i % 5 = array_position(array['upgrade', 'raise', 'suspend', 'resume', 'trial'], k.kind) - 1)
        order by f.i
        limit k.wanted
      ) s
    ) chosen
    order by n
  loop
    execute format('set local session authorization %I', act.person);
    case act.kind
      when 'upgrade' then perform tenantry_control.set_tier(act.id, 'pro', act.reason, act.version);
      when 'trial' then perform tenantry_control.set_tier(act.id, 'starter', act.reason, act.version);
      when 'raise' then
        perform tenantry_control.set_limit(act.id, (array['users', 'api_calls_month', 'projects'])[1 + act.n % 3],
          (array[50, 2000000, 40])[1 + act.n % 3], act.reason, friday, act.version);
      when 'clear' then perform tenantry_control.clear_limit(act.id, act.override, act.reason, act.version);
      when 'suspend' then perform tenantry_control.suspend(act.id, act.reason, act.version);
      when 'resume' then perform tenantry_control.resume(act.id, act.reason, act.version);
    end case;
    reset session authorization;
  end loop;
end
$$;

-- Shared views that everybody finds in the grid.
do $$
begin
  if exists (select from pg_roles where rolname = 'ops' and pg_has_role(oid, 'tenantry_support', 'member')) then
    set local session authorization ops;
    perform tenantry_control.save_view(v.name, v.query, v.sort, v.columns, true)
    from (values
      ('Near a limit', 'usage>80% status:active', '-usage', '{name,tier,usage,users,projects,storage,api}'::text[]),
      ('Ends within two weeks', 'expires<14d tier:pro,enterprise', 'name', '{name,tier,region,expires,activity}'),
      ('Suspended', 'status:suspended', '-activity', '{name,status,tier,region,activity}'),
      ('Gone quiet', 'activity>60d tier:starter,pro status:active', 'activity', '{name,tier,activity,expires,users}'),
      ('Largest in Europe', 'region:eu tier:enterprise', '-storage', '{name,rung,storage,users,api}')
    ) v (name, query, sort, columns);
    reset session authorization;
  end if;
end
$$;
