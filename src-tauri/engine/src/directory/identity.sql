select session_user::text as login,
       current_setting('server_version_num')::int as version,
       coalesce(pg_has_role(session_user, to_regrole('tenantry_support'), 'member'), false) as support,
       coalesce(pg_has_role(session_user, to_regrole('tenantry_ops'), 'member'), false) as ops,
       coalesce(pg_has_role(session_user, to_regrole('tenantry_approver'), 'member'), false) as approver,
       coalesce(pg_has_role(session_user, to_regrole('tenantry_auditor'), 'member'), false) as auditor,
       coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
       (select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = session_user)
         or coalesce(pg_has_role(session_user, to_regrole('tenantry_owner'), 'member'), false)
         or pg_has_role(session_user, 'pg_write_all_data', 'member') as powerful
