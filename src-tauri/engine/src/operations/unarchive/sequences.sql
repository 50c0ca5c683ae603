-- Sequences of a tenant's own go on behind the highest number.
do $$
declare
  counted record;
begin
  for counted in
    select s.oid::regclass as sequence, a.attrelid::regclass as relation, quote_ident(a.attname) as "column"
    from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
      and s.relnamespace = '"%schema%"'::regnamespace
  loop
    execute format('select setval(%L, greatest(max(%s), (select last_value from %s))) from %s having max(%2$s) is not null',
                   counted.sequence, counted."column", counted.sequence, counted.relation);
  end loop;
end
$$;
