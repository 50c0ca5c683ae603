-- Puts a schema away: $id (its oid), $name (its name from now on). Everything that a restoration needs is written on it, in
-- the same transaction. Its owner is a role that nobody is a member of, and nobody else has anything on it.
begin;
set local lock_timeout = '3s';
do $$
declare
  id constant oid := $id;
  name_now constant text := (select nspname from pg_namespace where oid = id);
  kept jsonb;
  thing record;
begin
  perform pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation
    where c.relnamespace = id and l.pid <> pg_backend_pid();
  create temp table put_away on commit drop as
    -- the whole of a privilege is found by exploding; what is null is what the owner has anyway
    select 'schema' as kind, format('schema %I', name_now) as said, null::text as part, n.nspowner as owner, n.nspacl as acl, 0 as place
    from pg_namespace n where n.oid = id
    union all
    select case c.relkind when 'S' then 'sequence' else 'table' end,
           format('%s %I', case c.relkind when 'S' then 'sequence' else 'table' end, c.relname), null, c.relowner, c.relacl,
           -- a sequence of a column follows its table
           case when exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                             and d.deptype in ('a', 'i') and c.relkind = 'S') then 2 else 1 end
    from pg_class c where c.relnamespace = id and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all
    select 'column', format('table %I', c.relname), quote_ident(a.attname), c.relowner, a.attacl, 3
    from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = id and a.attacl is not null
    union all
    select 'routine', format('routine %I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), null, p.proowner, p.proacl, 1
    from pg_proc p where p.pronamespace = id;
  select jsonb_build_object('schema', name_now, 'comment', obj_description(id, 'pg_namespace'), 'things', jsonb_agg(
           jsonb_build_object('kind', q.kind, 'said', q.said, 'part', q.part, 'owner', pg_get_userbyid(q.owner), 'place', q.place,
             'default', q.acl is null,
             'grants', coalesce((select jsonb_agg(jsonb_build_object(
                'to', case when x.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(x.grantee)) end,
                'right', x.privilege_type, 'on', x.is_grantable)) from aclexplode(q.acl) x where x.grantee <> q.owner), '[]'))
           order by q.place, q.said))
  into kept from put_away q;
  execute format('set local search_path = %I', name_now);
  for thing in select distinct q.said, x.grantee from put_away q, aclexplode(q.acl) x where x.grantee <> q.owner loop
    execute format('revoke all on %s from %s', thing.said,
                   case when thing.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(thing.grantee)) end);
  end loop;
  for thing in select q.said from put_away q where q.kind = 'routine' loop
    execute format('revoke all on %s from public', thing.said);
  end loop;
  for thing in select q.said from put_away q where q.place <= 1 order by q.place desc loop
    execute format('alter %s owner to tenantry_quarantine', thing.said);
  end loop;
  execute format('alter schema %I rename to %I', name_now, '$name');
  execute format('comment on schema %I is %L', '$name', kept::text);
end
$$;
commit;
