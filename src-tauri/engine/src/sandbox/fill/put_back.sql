-- Puts back the indexes and foreign keys that were set aside.
do $$
declare
  thing record;
begin
  for thing in select back from tenantry_fill.set_aside order by round, back loop
    execute thing.back;
  end loop;
end
$$;
analyze tenantry_control.tenants, tenantry_control.overrides, tenantry_control.usage_days;
select tenantry_control.tell_kit(null);
analyze tenantry.placements;
