-- Before the migrations, as the installing login, which can act as the owner by now.
-- the owner makes the gate for raw SQL and gives it to the reader; after.sql ends the membership
grant tenantry_reader to tenantry_owner;
create schema if not exists tenantry authorization tenantry_owner;
grant usage, create on schema public to tenantry_owner;
-- nobody plants a table or a function that could stand in for a real one; without the right to say so, the lint does
revoke create on schema public from public;
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;
-- the kit tells a backend from a later one of the same pid by its start, which others' sessions hide
-- (RDS lets its administrator give the wider of the two away)
do $$
begin
  grant pg_read_all_stats to tenantry_owner;
exception when insufficient_privilege then
  grant pg_monitor to tenantry_owner;
end
$$;
