-- Row security of each table, and what its policies say. $1, $2 as in ground.sql. A finding with `protect` is mended by the
-- generator, which the engine writes in.
, bodies as (
  select t.oid, t.name, t.kind, p.polname, p.polpermissive, p.polcmd, p.polroles, b.text,
         -- without the column before `=`, when the body is one comparison with the tenant
         case when starts_with(b.text, format('(%I = ', asked.tenant_column))
              then substr(b.text, length(format('(%I = ', asked.tenant_column)) + 1)
              when starts_with(b.text, format('((%I)::', asked.tenant_column))
              then regexp_replace(substr(b.text, length(format('((%I)::', asked.tenant_column)) + 1), '^[a-z ]+ = ', '')
              end as tenant,
         translate(b.text, '()', '') as bare
  from tenant_tables t join pg_policy p on p.polrelid = t.oid, asked,
  lateral (values (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) e (body),
  lateral (select regexp_replace(e.body, '\s+', ' ', 'g') as text) b
  where e.body is not null
),
judged as (
  select b.*,
         b.text like '%tenantry.current\_tenant()%'
           and replace(b.bare, 'SELECT tenantry.current_tenant', '') like '%tenantry.current\_tenant%' as is_bare,
         coalesce(b.tenant ~ s.tenant, false) or b.text ~ ('^\(EXISTS \( SELECT 1 FROM .+ WHERE \(.+ = ' || substr(s.tenant, 2, length(s.tenant) - 2) || '\)\)\)$')
           and b.text not like '% OR %' as is_known
  from bodies b, (select case when asked.kit then
      '^\( SELECT (tenantry\.current_tenant\(\)|\(tenantry\.current_tenant\(\)\)::text) AS [a-z_]+\)\)$'
    else '^\( SELECT \(*(NULLIF\()?current_setting\(''request\.jwt\.claims''::text, true\)(, ''''::text\))?\)*::jsonb( ->> ''[^'']+''::text| #>> ''\{[^'']+\}''::text\[\])\)*(::[a-z]+)?( AS [a-z_]+)?\)\)$'
    end as tenant from asked) s
),
policies as (
  select j.oid, j.name, j.polname, j.polpermissive, j.polcmd, j.polroles, bool_or(j.is_bare) as is_bare,
         bool_and(j.is_known) as is_known,
         -- our name tells the body: both bodies, and nothing else
         bool_and(right(j.polname, 8) = left(encode(sha256(convert_to(j.text, 'UTF8')), 'hex'), 8)) as is_named_so
  from judged j group by 1, 2, 3, 4, 5, 6
),
states as (
  select t.oid, t.name, t.relispartition, t.relrowsecurity, t.relforcerowsecurity, p.oid is not null as has_policy,
         coalesce(p.opens, false) as opens, coalesce(p.closes, false) as closes
  from tenant_tables t left join (
    select p.oid, bool_or(p.polpermissive and p.holds) as opens, bool_or(not p.polpermissive and p.holds) as closes
    from (select p.*, p.is_known and p.polcmd = '*' and p.polroles = '{0}' as holds from policies p) p group by p.oid) p
    on p.oid = t.oid
)
select case when s.relispartition then 'partition_unprotected' when s.has_policy then 'policy_without_rls'
            else 'rls_disabled' end as code, 'error' as level, s.name as object,
       case when s.relispartition then 'It is a partition, and read directly no policy holds: the parent''s do not count.'
            when s.has_policy then 'It has policies, but row security is off: they do nothing.'
            else 'Row security is off: everybody with a grant sees all tenants.' end as why,
       null as fix, s.name as protect, 1 as turn
from states s where not s.relrowsecurity
union all
select 'rls_not_forced', 'error', s.name, 'Row security does not hold its owner, nor definer functions of the owner.', null, s.name, 1
from states s where s.relrowsecurity and not s.relforcerowsecurity
union all
select 'policy_bare_call', 'error', format('policy %I on %s', p.polname, p.name),
       'It calls current_tenant() outside of a sub-select: once for each row, and no index is used.',
       format('drop policy if exists %I on %s', p.polname, p.name), p.name, 2
from policies p where p.is_bare
union all
select 'policy_shape', 'error', format('policy %I on %s', p.polname, p.name),
       'It opens rows by another condition than the tenant.', format('drop policy if exists %I on %s', p.polname, p.name), p.name, 2
from policies p where not p.is_known and not p.is_bare and p.polpermissive
union all
select 'policy_hash', 'error', format('policy %I on %s', p.polname, p.name),
       'Its name carries the hash of another body: somebody changed it by hand.',
       format('drop policy if exists %I on %s', p.polname, p.name), p.name, 2
from policies p where p.polname ~ '^tenantry_(rows|only)_[0-9a-f]{8}$' and not p.is_named_so
union all
select 'policy_role', 'error', format('policy %I on %s', p.polname, p.name),
       'It holds for some roles only, not for PUBLIC.', format('drop policy if exists %I on %s', p.polname, p.name), p.name, 2
from policies p where p.polroles <> '{0}' and p.is_known
union all
select 'permissive_missing', 'error', s.name, 'No permissive policy opens the tenant''s own rows for every command.', null, s.name, 3
from states s where s.relrowsecurity and not s.opens
union all
select 'restrictive_missing', 'error', s.name,
       'No restrictive policy holds every command to the tenant: one more permissive policy would open all.', null, s.name, 3
from states s where s.relrowsecurity and not s.closes
order by 7, 1, 3
