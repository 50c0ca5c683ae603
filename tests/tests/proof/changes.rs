//! What changes do: each act with its entry in the trail, and each bad input with its sentence.

mod acts;
mod refusals;
mod statuses;

use serde_json::{Value, json};
use tenantry_tests::{Fleet, Seat};

/// An active tenant on a tier that nobody has touched.
async fn untouched(fleet: &Fleet, tier: &str) -> String {
    let condition = format!(
        "status = 'active' and tier = '{tier}' and version = 1 and users between 1 and 5 and parent_id is null \
         and not exists (select from tenantry_control.overrides o where o.tenant_id = tenants.id)"
    );
    fleet.tenant_where(&condition).await
}

/// The newest entry of a tenant's trail.
async fn newest(seat: &Seat, tenant: &str) -> Value {
    let page = seat.must("audit_list", json!({ "tenant": tenant, "limit": 1 })).await;
    page["entries"][0].clone()
}
