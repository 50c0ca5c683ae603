//! Deletion certificates: shown to everybody who may look at the tenant.

use tenantry_engine::operations::{CertificateRow, certificate_digest};

use super::Answer;
use super::tenants::tenant_show;
use crate::Console;
use crate::error::{CommandError, ErrorCode};
use crate::views::{CertificateList, CertificateRestored, CertificateView, TenantKey, TenantRef};

/// The deletion certificates of a tenant, newest first.
pub async fn tenant_certificate(console: &Console, request: TenantKey) -> Answer<CertificateList> {
    let live = console.live()?;
    let shown = tenant_show(console, request).await?;
    let id = console.ask(&live, live.directory.find(&shown.id)).await?;
    let rows = console.ask(&live, live.directory.certificates(id)).await?;
    if rows.is_empty() {
        let why = format!("{} has no deletion certificate: it was never purged.", shown.slug);
        return Err(CommandError::new(ErrorCode::NotFound, why).about("tenant"));
    }
    Ok(CertificateList {
        tenant: TenantRef { id: shown.id, slug: shown.slug, name: shown.name },
        certificates: rows.into_iter().map(view).collect::<Answer<_>>()?,
        as_of: console.ask(&live, live.directory.now()).await?.into(),
    })
}

fn view(row: CertificateRow) -> Answer<CertificateView> {
    let intact = certificate_digest(&row.document) == row.digest;
    let document = serde_json::from_value(row.document.0).map_err(|error| {
        CommandError::new(
            ErrorCode::Inconsistent,
            format!("The certificate {} is not of a form that this program knows: {error}.", row.id),
        )
    })?;
    Ok(CertificateView {
        id: row.id.to_string(),
        issued_at: row.issued_at.into(),
        digest: row.digest,
        intact,
        document,
        restored: row.restored_by_operation.map(|operation| CertificateRestored {
            by: row.restored_by.unwrap_or_default(),
            at: row.restored_at.map(Into::into),
            operation: operation.to_string(),
        }),
    })
}
