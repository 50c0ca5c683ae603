select concat_ws(E'\n',
  (select format('tenant %s', t.status) from tenantry_control.tenants t where t.id = '$tenant'),
  (select string_agg(format('operation %s %s: %s', o.kind, o.state,
                            (select string_agg(s.name || ' ' || s.state::text, ', ' order by s.position)
                             from tenantry_control.operation_steps s where s.operation_id = o.id)), E'\n' order by o.id)
   from tenantry_control.operations o where o.tenant_id = '$tenant'),
  (select format('placed in generation %s, %s', p.generation, coalesce(p.closed, 'open')) from tenantry.placements p where p.tenant_id = '$tenant'),
  (select 'quarantine of ' || q.was::text from tenantry_control.quarantines q where q.tenant_id = '$tenant'),
  (select format('%s schemas', count(*)) from pg_namespace n
   where n.nspname = 'tenant_' || replace('$tenant', '-', '_') or n.oid::bigint in (
     select (o.plan ->> 'container')::bigint from tenantry_control.operations o where o.tenant_id = '$tenant')),
  (select format('schemas known: %s', count(*)) from tenantry.tenant_schemas s where s.schema_name = 'tenant_' || replace('$tenant', '-', '_')),
  (select string_agg(format('database %s%s', case when d.datname like 'zz\_q\_%' then 'away' else 'here' end, case when d.datallowconn then ' open' else ' closed' end), ', ')
   from pg_database d where d.datname = 'tenant_' || replace('$tenant', '-', '_') or d.oid::bigint in (
     select (o.plan ->> 'container')::bigint from tenantry_control.operations o where o.tenant_id = '$tenant')),
  (select string_agg(format('login %s', case when r.rolcanlogin then 'open' else 'closed' end), ', ') from pg_roles r
   where r.rolname = 'tenant_' || replace('$tenant', '-', '_')),
  (select format('audit: %s', string_agg(e.action, ', ' order by e.number)) from tenantry_control.audit_entries e where e.tenant_id = '$tenant'))
