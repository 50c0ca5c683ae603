-- What counts the rows learns how many there are.
do $$
declare
  counted record;
  present bigint;
begin
  for counted in
    select t.tgrelid::regclass as relation, convert_from(substring(t.tgargs for octet_length(t.tgargs) - 1), 'UTF8') as limit_name
    from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
    where p.pronamespace = 'tenantry'::regnamespace and p.proname = 'count_rows' and t.tgname = 'tenantry_counts_inserts'
      and c.relnamespace = '"%schema%"'::regnamespace
  loop
    execute format('select count(*) from %s where tenant_id = %L', counted.relation, '%tenant%') into present;
    insert into tenantry.row_counts (tenant_id, limit_name, rows) values ('%tenant%', counted.limit_name, present)
    on conflict (tenant_id, limit_name) do update set rows = excluded.rows;
  end loop;
end
$$;
