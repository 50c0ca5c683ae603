-- Functions: whose rights they run with, where they look, who may call them.
, functions as (
  select p.oid, n.nspname, p.prosecdef, p.proleakproof, p.prorettype, w.rolname as owner, w.rolsuper or w.rolbypassrls as above,
         -- ALTER FUNCTION and ALTER PROCEDURE: ROUTINE is both
         format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name,
         (select substr(c.text, 13) from unnest(p.proconfig) c (text) where c.text like 'search\_path=%') as path,
         exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
                 where x.grantee = 0 and x.privilege_type = 'EXECUTE') as is_public,
         w.oid in (select t.relowner from tenant_tables t) as of_table_owner
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles w on w.oid = p.proowner
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and p.prokind in ('f', 'p', 'w')
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
),
ours as (
  select f.*, f.nspname in ('tenantry', 'tenantry_control') as of_kit,
         -- the path as it should be: what it is now without pg_temp, which comes last
         coalesce((select string_agg(part, ', ' order by place) from unnest(string_to_array(f.path, ', ')) with ordinality u (part, place)
                   where part not in ('pg_temp', '"pg_temp"', '""')) || ', pg_temp',
                  concat_ws(', ', 'pg_catalog', case when f.nspname not in ('tenantry', 'tenantry_control') then quote_ident(f.nspname) end,
                            'pg_temp')) as better
  from functions f
)
select 'kit_function_public' as code, 'error' as level, 'function ' || f.name as object,
       'It is part of the kit, and everybody may call it.' as why, format('revoke execute on routine %s from public', f.name) as fix,
       null::text as protect
from ours f where f.of_kit and f.is_public
union all
select 'kit_function_path', 'error', 'function ' || f.name, 'It is part of the kit, and looks where its caller points.',
       format('alter routine %s set search_path = pg_catalog, pg_temp', f.name), null
from ours f where f.of_kit and not f.prosecdef and f.path is distinct from 'pg_catalog, pg_temp'
union all
select 'definer_path_unset', 'error', 'function ' || f.name,
       format('It runs as %s and looks where its caller points: a planted operator answers for the real one.', f.owner),
       format('alter routine %s set search_path = %s', f.name, f.better), null
from ours f where f.prosecdef and f.path is null
union all
select 'definer_temp_first', 'error', 'function ' || f.name,
       'Its search_path does not end with pg_temp: a temporary table of the caller''s is found first.',
       format('alter routine %s set search_path = %s', f.name, f.better), null
from ours f where f.prosecdef and f.path is not null and f.path !~ '(^|, )"?pg_temp"?$'
union all
select 'definer_public', 'error', 'function ' || f.name,
       format('Everybody may call it, and it runs as %s%s.', f.owner,
              case when f.above then ', whom no policy holds' when f.of_table_owner then ', who owns tenants'' tables' else '' end),
       format('revoke execute on routine %s from public', f.name), null
from ours f where f.prosecdef and f.is_public and not f.of_kit
  -- a trigger's function is called by its table alone
  and f.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
union all
select 'function_leakproof', 'error', 'function ' || f.name,
       'It is marked leakproof: it sees rows before the policies do.', format('alter routine %s not leakproof', f.name), null
from ours f where f.proleakproof
order by 1, 3
