-- Roles, settings, the database, its schemas and extensions.
, logins as (
  select r.*, r.rolname::text as name, exists (select from members m where m.role = r.oid) as in_group from pg_roles r
  where r.rolname !~ '^pg_'
),
settings as (
  select r.rolname, d.datname, s.setdatabase, split_part(c.text, '=', 1) as name, substr(c.text, strpos(c.text, '=') + 1) as value,
         case when s.setrole = 0 then format('alter database %I', d.datname)
              when s.setdatabase = 0 then format('alter role %I', r.rolname)
              else format('alter role %I in database %I', r.rolname, d.datname) end as alter,
         case when s.setrole = 0 then format('database %I', d.datname) else format('role %I', r.rolname) end as object
  from pg_db_role_setting s
  left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase
  cross join unnest(s.setconfig) c (text)
  where s.setdatabase = 0 or d.datname = current_database()
),
tenant_databases as (
  select d.oid, d.datname, d.datdba, d.datacl from pg_database d where d.datname ~ '^tenant_' and d.datallowconn
),
entered as (
  select d.datname, x.grantee, r.rolname, row_number() over (partition by x.grantee order by d.oid) as n
  from tenant_databases d cross join lateral aclexplode(d.datacl) x join pg_roles r on r.oid = x.grantee
  where x.privilege_type = 'CONNECT' and x.grantee <> d.datdba and r.rolcanlogin and not r.rolsuper
)
select 'role_superuser' as code, 'error' as level, format('role %I', l.rolname) as object,
       format('%s is a superuser and a member of %s: no policy holds it.', l.name, string_agg(g.rolname, ', ')) as why,
       string_agg(distinct format('revoke %I from %I', up.rolname, l.rolname), '; ') as fix, null::text as protect
from logins l join members m on m.role = l.oid join groups g on g.oid = m.of
join pg_auth_members a on a.member = l.oid join pg_roles up on up.oid = a.roleid
where l.rolsuper and (exists (select from groups x where x.oid = up.oid) or exists (select from members x where x.role = up.oid))
group by l.rolname, l.name
union all
select 'role_bypassrls', 'error', format('role %I', l.rolname), format('%s has BYPASSRLS: no policy holds it.', l.name),
       format('alter role %I nobypassrls', l.rolname), null
from logins l where l.rolbypassrls and not l.rolsuper
union all
select 'role_createrole', 'error', format('role %I', l.rolname),
       format('%s is a service''s or an operator''s and has CREATEROLE: it can make itself another.', l.name),
       format('alter role %I nocreaterole', l.rolname), null
from logins l where l.rolcreaterole and not l.rolsuper and (l.in_group or exists (select from groups g where g.oid = l.oid))
union all
select 'role_predefined_power', 'error', format('role %I', l.rolname),
       format('%s is a member of %s, which reaches past the tables'' grants.', l.name, p.rolname),
       format('revoke %I from %I', p.rolname, l.rolname), null
from logins l join pg_auth_members a on a.member = l.oid join pg_roles p on p.oid = a.roleid
where p.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program', 'pg_read_server_files',
                    'pg_write_server_files')
  and not l.rolsuper and (l.in_group or l.rolname = 'tenantry_owner' or exists (select from groups g where g.oid = l.oid))
union all
select 'owner_has_member', 'error', format('role %I', r.rolname),
       format('%s is a member of tenantry_owner: it can switch every policy off.', r.rolname),
       format('revoke tenantry_owner from %I', r.rolname), null
from pg_auth_members m join pg_roles o on o.oid = m.roleid and o.rolname = 'tenantry_owner' join pg_roles r on r.oid = m.member
-- from 16 on the maker of a role keeps a membership that gives nothing by itself
where coalesce((to_jsonb(m) ->> 'set_option')::boolean, true) or coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
union all
select 'owner_can_log_in', 'error', format('role %I', l.rolname), 'tenantry_owner owns every table and can log in.',
       'alter role tenantry_owner nologin', null
from logins l where l.rolname = 'tenantry_owner' and l.rolcanlogin
union all
select 'row_security_off', 'error', s.object, 'row_security is off by a setting: queries fail or, for an owner, see all.',
       s.alter || ' reset row_security', null
from settings s where s.name = 'row_security' and not s.value::boolean
union all
select 'search_path_set', 'error', s.object,
       'A stored search_path decides which table an unqualified name is: another tenant''s, or a planted one.',
       s.alter || ' reset search_path', null
from settings s where s.name = 'search_path'
union all
select 'triggers_skipped', 'error', s.object, 'session_replication_role is stored: limits, counts and foreign keys are skipped.',
       s.alter || ' reset session_replication_role', null
from settings s where s.name = 'session_replication_role' and s.value <> 'origin'
union all
select 'database_temp', 'error', format('database %I', d.datname),
       'PUBLIC may make temporary tables: a planted one can stand in for a real one, and outlives the tenant.',
       format('revoke temporary on database %I from public', d.datname), null
from pg_database d cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
where d.datname = current_database() and x.grantee = 0 and x.privilege_type = 'TEMPORARY'
union all
select 'database_connect', 'error', format('database %I', d.datname), 'Every login of the server may enter this tenant''s database.',
       format('revoke connect on database %I from public', d.datname), null
from tenant_databases d cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
where x.grantee = 0 and x.privilege_type = 'CONNECT'
union all
select 'login_of_two_tenants', 'error', format('role %I', e.rolname),
       format('%s may enter the databases of several tenants, %s among them: what one service loses, all lose.', e.rolname, e.datname),
       format('revoke connect on database %I from %I', e.datname, e.rolname), null
from entered e where e.n > 1
union all
select 'schema_create', 'error', format('schema %I', n.nspname),
       format('%s may make objects in %I: a function planted there can stand in for a real one.', coalesce(r.rolname, 'PUBLIC'), n.nspname),
       format('revoke create on schema %I from %s', n.nspname, coalesce(quote_ident(r.rolname), 'public')), null
from pg_namespace n cross join lateral aclexplode(n.nspacl) x left join pg_roles r on r.oid = x.grantee
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and x.privilege_type = 'CREATE'
  and (x.grantee = 0 or exists (select from groups g where g.oid = x.grantee) or exists (select from members m where m.role = x.grantee))
  and not coalesce(r.rolsuper, false)
union all
select 'schema_usage', 'error', format('schema %I', n.nspname), 'PUBLIC has USAGE on a tenant''s schema.',
       format('revoke usage on schema %I from public', n.nspname), null
from spaces n cross join lateral aclexplode(n.nspacl) x
where x.grantee = 0 and x.privilege_type = 'USAGE' and n.nspname <> 'public'
  and (n.of_tenant or exists (select from tenant_tables t where t.space = n.oid))
union all
select 'schema_owner', 'error', format('schema %I', n.nspname), format('%s owns it: it can drop and make tables in it.', l.name),
       format('alter schema %I owner to tenantry_owner', n.nspname), null
from spaces n join logins l on l.oid = n.nspowner and l.in_group and not l.rolsuper, asked where asked.kit
union all
select 'database_owner', 'error', format('database %I', d.datname), format('%s owns it, and with it the schema public.', l.name),
       format('alter database %I owner to tenantry_owner', d.datname), null
from pg_database d join logins l on l.oid = d.datdba and l.in_group and not l.rolsuper, asked
where asked.kit and d.datname = current_database()
union all
select 'kit_table_grant', 'error', format('%I.%I', n.nspname, c.relname),
       format('%s has privileges on it: keys and bindings are the kit''s alone.', string_agg(distinct coalesce(r.rolname, 'PUBLIC'), ', ')),
       string_agg(distinct format('revoke all on %I.%I from %s', n.nspname, c.relname, coalesce(quote_ident(r.rolname), 'public')), '; '), null
from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) x
left join pg_roles r on r.oid = x.grantee
where n.nspname in ('tenantry', 'tenantry_control') and c.relkind in ('r', 'p', 'v', 'S')
  and (x.grantee = 0 or x.grantee <> c.relowner and n.nspname = 'tenantry'
         and c.relname in ('context_keys', 'bound_connections', 'entitlements'))
group by n.nspname, c.relname
union all
select 'default_grant_public', 'error', format('default privileges of %I', r.rolname), 'What it makes later is open to PUBLIC.',
       string_agg(distinct format('alter default privileges for role %I%s revoke all on %s from public', r.rolname,
         ' in schema ' || quote_ident(n.nspname), case a.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'n' then 'schemas'
           else 'functions' end), '; '), null
from pg_default_acl a join pg_roles r on r.oid = a.defaclrole left join pg_namespace n on n.oid = a.defaclnamespace
cross join lateral aclexplode(a.defaclacl) x
where x.grantee = 0 and a.defaclobjtype in ('r', 'S', 'n', 'f') group by r.rolname
union all
select 'default_execute_public', 'error', 'default privileges of tenantry_owner', 'A function added to the kit later could be called by PUBLIC.',
       'alter default privileges for role tenantry_owner revoke execute on functions from public', null
from pg_roles r, asked
where asked.kit and r.rolname = 'tenantry_owner'
  and not exists (select from pg_default_acl a where a.defaclrole = r.oid and a.defaclnamespace = 0 and a.defaclobjtype = 'f')
union all
select 'extension_reaches_out', 'error', format('extension %I', e.extname),
       format('%s opens connections to other servers and databases from inside this one.', e.extname),
       format('drop extension %I cascade', e.extname), null
from pg_extension e where e.extname in ('dblink', 'postgres_fdw', 'file_fdw', 'adminpack')
order by 1, 3
