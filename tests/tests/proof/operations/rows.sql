select string_agg(line, E'\n' order by line) from (
  select format('%s of %s: %s', c.relname, pg_get_userbyid(c.relowner),
                coalesce((select string_agg(x.privilege_type || ' to ' || x.grantee::regrole, ', ' order by x.privilege_type, x.grantee::regrole::text)
                          from aclexplode(c.relacl) x), '')) as line
  from pg_class c where c.relnamespace = '"$schema"'::regnamespace and c.relkind in ('r', 'p', 'S', 'v')
  union all
  select format('schema of %s: %s', pg_get_userbyid(n.nspowner),
                coalesce((select string_agg(x.privilege_type || ' to ' || case when x.grantee = 0 then 'public' else x.grantee::regrole::text end, ', '
                                            order by x.privilege_type, x.grantee)
                          from aclexplode(n.nspacl) x where '$schema' <> 'public'), ''))
  from pg_namespace n where n.nspname = '$schema') lines
