-- The tables themselves: owner, tenant column, grants, triggers, rules.
, filler as (
  -- the tenant of a schema: in its name, else in its other tables
  select t.oid, coalesce(
    (select format('%L', replace(m[1], '_', '-')) from regexp_match(t.nspname, '^tenant_([0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12})$') m),
    (select format('(select %I from %s limit 1)', asked.tenant_column, o.name) from tenant_tables o, asked
     where o.space = t.space and o.kind = 'column' order by o.name limit 1)) as tenant
  from tenant_tables t where t.kind = 'missing'
),
grants as (
  select t.oid, t.name, x.grantee, r.rolname, coalesce(quote_ident(r.rolname), 'public') as who, lower(x.privilege_type) as power
  from tenant_tables t cross join lateral aclexplode(t.relacl) x left join pg_roles r on r.oid = x.grantee
  where x.grantee <> t.relowner
),
column_grants as (
  select t.name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
  from tenant_tables t join pg_attribute a on a.attrelid = t.oid
  where exists (select from aclexplode(a.attacl) x where x.grantee = 0) group by t.name
)
select 'table_owner' as code, 'error' as level, t.name as object,
       format('%s owns it: an owner can switch row security off.', o.rolname) as why,
       format('alter table %s owner to tenantry_owner', t.name) as fix, null::text as protect, 1 as turn
from tenant_tables t join pg_roles o on o.oid = t.relowner, asked
where asked.kit and o.rolname <> 'tenantry_owner'
union all
select 'tenant_column_missing', 'error', t.name, 'It lies in a tenant''s schema, without a tenant column.',
       concat_ws('; ', format('alter table %s add column %I uuid', t.name, asked.tenant_column),
                 format('update %s set %I = %s', t.name, asked.tenant_column, f.tenant),
                 format('alter table %s alter column %I set not null', t.name, asked.tenant_column)), null, 2
from tenant_tables t join filler f on f.oid = t.oid, asked
union all
select 'tenant_column_nullable', 'error', t.name, 'Its tenant column may be null: such a row is nobody''s.',
       format('alter table %s alter column %I set not null', t.name, asked.tenant_column), null, 2
from tenant_tables t, asked where t.kind = 'column' and not t.is_set and not t.relispartition
union all
select 'table_unlogged', 'warning', t.name, 'It is unlogged: a crash empties it for every tenant.',
       format('alter table %s set logged', t.name), null, 3
from tenant_tables t where t.relpersistence = 'u'
union all
select 'trigger_disabled', 'error', format('trigger %I on %s', g.tgname, t.name), 'It is switched off.',
       format('alter table %s enable trigger %I', t.name, g.tgname), null, 3
from tenant_tables t join pg_trigger g on g.tgrelid = t.oid where g.tgenabled in ('D', 'R') and not g.tgisinternal
union all
select 'foreign_key_disabled', 'error', t.name, 'The checks of its foreign keys are switched off.',
       format('alter table %s enable trigger all', t.name), null, 3
from tenant_tables t
where exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgenabled in ('D', 'R') and g.tgisinternal)
union all
select 'table_rule', 'error', format('rule %I on %s', r.rulename, t.name),
       'A rule rewrites statements before anything else sees them.', format('drop rule %I on %s', r.rulename, t.name), null, 3
from tenant_tables t join pg_rewrite r on r.ev_class = t.oid
union all
select 'publication_unfiltered', 'warning', t.name,
       format('Publication %s sends every tenant''s rows on.', p.pubname), format('alter publication %I drop table %s', p.pubname, t.name), null, 3
from tenant_tables t join pg_publication_rel r on r.prrelid = t.oid and r.prqual is null join pg_publication p on p.oid = r.prpubid
union all
select 'grant_excess', 'error', g.name,
       format('%s has %s: not held by row security, or not needed by a service.', g.rolname, string_agg(g.power, ', ' order by g.power)),
       format('revoke %s on %s from %s', string_agg(g.power, ', ' order by g.power), g.name, g.who), null, 4
from grants g
where g.grantee <> 0 and (g.power in ('truncate', 'references', 'trigger', 'maintain')
                          or g.rolname = 'tenantry_reader' and g.power <> 'select')
group by g.name, g.rolname, g.who
union all
select 'grant_public', 'error', g.name,
       format('PUBLIC has %s.', string_agg(g.power, ', ' order by g.power)), format('revoke all on %s from public', g.name), null, 4
from grants g where g.grantee = 0 group by g.name
union all
select 'grant_public', 'error', c.name, format('PUBLIC has privileges on columns of it: %s.', c.columns),
       format('revoke all (%s) on %s from public', c.columns, c.name), null, 4
from column_grants c
order by 7, 1, 3
