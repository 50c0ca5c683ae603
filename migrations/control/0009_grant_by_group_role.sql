-- Who may what. Operators read the directory and the trail; they change nothing but by function.

grant usage on schema tenantry_control
  to tenantry_support, tenantry_approver, tenantry_auditor, tenantry_worker, tenantry_app;

grant select on tenantry_control.tenants, tenantry_control.tiers, tenantry_control.clusters,
  tenantry_control.overrides, tenantry_control.usage_days, tenantry_control.audit_entries,
  tenantry_control.visible_views
  to tenantry_support, tenantry_approver, tenantry_auditor;
grant select on tenantry_control.audit_chains to tenantry_auditor;

-- The product's services look tenants up; they see no reason, no override's author, no trail.
grant select (id, slug, name, domain, status, tier, region, features, subscription_ends, rung, cluster, schema_name,
              database_name, generation, encryption_key_ref, version)
  on tenantry_control.tenants to tenantry_app, tenantry_worker;
grant select on tenantry_control.tiers to tenantry_app, tenantry_worker;

grant execute on function tenantry_control.effective_limits(uuid),
  tenantry_control.tier_limit(tenantry_control.tiers, tenantry_control.limit_name),
  tenantry_control.permille(bigint, bigint),
  tenantry_control.may_become(tenantry_control.tenant_status, tenantry_control.tenant_status),
  tenantry_control.save_view(text, text, text, text[], boolean),
  tenantry_control.delete_view(text)
  to tenantry_support, tenantry_approver, tenantry_auditor;
grant execute on function tenantry_control.refresh_due_pressure()
  to tenantry_support, tenantry_approver, tenantry_auditor, tenantry_worker;
grant execute on function tenantry_control.audit_field(bytea),
  tenantry_control.audit_hash(tenantry_control.audit_entries) to tenantry_auditor;

grant execute on function tenantry_control.set_tier(uuid, text, text, bigint, text[]),
  tenantry_control.set_limit(uuid, text, bigint, text, timestamptz, bigint),
  tenantry_control.clear_limit(uuid, text, text, bigint),
  tenantry_control.suspend(uuid, text, bigint),
  tenantry_control.resume(uuid, text, bigint),
  tenantry_control.create_tenant(text, text, text, text, text, uuid, text),
  tenantry_control.set_tier_limit(text, text, bigint, text, bigint)
  to tenantry_ops;
