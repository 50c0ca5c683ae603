-- What was once tried with a tier, and taken back: two entries in the fleet's own chain. Before there are tenants, so
-- that nobody's pressure is computed twice.
do $$
declare
  present bigint := (select version from tenantry_control.tiers where name = 'starter');
begin
  if exists (select from pg_roles where rolname = 'ops' and pg_has_role(oid, 'tenantry_ops', 'member')) then
    set local session authorization ops;
    present := tenantry_control.set_tier_limit('starter', 'projects', 12, 'Spring campaign: two projects more.', present);
    perform tenantry_control.set_tier_limit('starter', 'projects', 10, 'The campaign is over.', present);
    reset session authorization;
  end if;
end
$$;
