-- Views and materialised views over the tenants' tables, however many views lie between.
, over (view, of, step) as (
  select r.ev_class, d.refobjid, 1
  from tenant_tables t join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid
    and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid and r.ev_class <> t.oid
  union
  select r.ev_class, d.refobjid, o.step + 1
  from over o join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = o.view
    and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid and r.ev_class <> o.view
  where o.step < 30
),
views as (
  select v.oid, v.relkind, v.relacl, v.relowner, format('%I.%I', n.nspname, v.relname) as name, o.step, o.of,
         w.rolname as owner, w.rolsuper or w.rolbypassrls as above,
         coalesce((select p.option_value::boolean from pg_options_to_table(v.reloptions) p
                   where p.option_name = 'security_invoker'), false) as asks_as_caller,
         o.crosses
  from (select x.view, max(x.step) as step, min(f.relname) as of,
               bool_or(f.relnamespace <> y.relnamespace and (a.nspname ~ '^tenant_' or b.nspname ~ '^tenant_')) as crosses
        from over x join pg_class f on f.oid = x.of join pg_namespace a on a.oid = f.relnamespace
        join pg_class y on y.oid = x.view join pg_namespace b on b.oid = y.relnamespace group by x.view) o
  join pg_class v on v.oid = o.view and v.relkind in ('v', 'm')
  join pg_namespace n on n.oid = v.relnamespace join pg_roles w on w.oid = v.relowner
  where n.nspname not in ('tenantry', 'tenantry_control')
)
select 'view_other_schema' as code, 'error' as level, v.name as object,
       format('It reads %s of another schema: one tenant''s rows from beside another''s.', v.of) as why,
       format('drop %sview if exists %s cascade', case v.relkind when 'm' then 'materialized ' else '' end, v.name) as fix,
       null::text as protect, 1 as turn
from views v where v.crosses
union all
select case when v.above then 'view_owner_superuser' else 'view_as_owner' end, 'error', v.name,
       case when v.above then format('It reads as %s, whom no policy holds: every tenant''s rows.', v.owner)
            else format('It reads as its owner %s, not as the caller.', v.owner) end,
       format('alter view if exists %s set (security_invoker = true)', v.name), null, 2
from views v where v.relkind = 'v' and not v.asks_as_caller and not v.crosses
union all
-- the same rows under the same name, asked for as the caller
select 'materialised_view', 'error', v.name, 'It keeps rows of every tenant, and no policy holds it.',
       concat_ws('; ', 'drop materialized view ' || v.name,
         format('create view %s with (security_invoker = true) as %s', v.name, rtrim(pg_get_viewdef(v.oid), ';')),
         format('alter view %s owner to %I', v.name, v.owner),
         (select string_agg(format('grant select on %s to %s', v.name, coalesce(quote_ident(r.rolname), 'public')), '; ')
          from aclexplode(v.relacl) x left join pg_roles r on r.oid = x.grantee
          where x.privilege_type = 'SELECT' and x.grantee <> v.relowner)), null, 2
from views v where v.relkind = 'm' and not v.crosses
order by 7, 1, 3
