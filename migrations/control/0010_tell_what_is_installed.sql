-- Consoles may read which migrations were applied.
grant select on tenantry_control.migrations to tenantry_support, tenantry_approver, tenantry_auditor;
