//! Deletion certificates.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Quantity, RungName, StatusName, TenantRef, Timestamp};

/// The deletion certificates of a tenant.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateList {
    /// Whose.
    pub tenant: TenantRef,
    /// Newest first: one for each purge.
    pub certificates: Vec<CertificateView>,
    /// When this was read.
    pub as_of: Timestamp,
}

/// A deletion certificate, and whether it is what was issued.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// Its id.
    pub id: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// SHA-256 of the document, hex: the audit trail has it too.
    pub digest: String,
    /// Whether the document has that digest, computed here and now.
    pub intact: bool,
    /// What was certified.
    pub document: CertificateDocument,
    /// Who brought the tenant back from the archive since; none: nobody did.
    pub restored: Option<CertificateRestored>,
}

/// Who brought a tenant back from the archive.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateRestored {
    /// The login that asked.
    pub by: String,
    /// When it was back.
    pub at: Option<Timestamp>,
    /// The operation.
    pub operation: String,
}

/// What a certificate says. The words are the ones that are summed: nothing is put into another form.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateDocument {
    /// "tenantry deletion certificate 1".
    pub format: String,
    /// Whose.
    pub tenant: TenantRef,
    /// The rung it was on.
    pub rung: RungName,
    /// Its server.
    pub cluster: String,
    /// What it was before.
    pub was: StatusName,
    /// What was there.
    pub held: CertificateHeld,
    /// What is gone.
    pub gone: Vec<CertificateGone>,
    /// The first half: into quarantine.
    pub deleted: CertificateAct,
    /// The second half: for good.
    pub purged: CertificateAct,
    /// What is left.
    pub archive: CertificateArchive,
    /// Until when backups hold it.
    pub backups: CertificateBackups,
    /// When it was issued, RFC 3339.
    pub issued_at: String,
}

/// What was there of a tenant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateHeld {
    /// Its schema, its database, or its id.
    pub container: String,
    /// What it was called in quarantine.
    pub kept_as: Option<String>,
    /// All rows.
    pub rows: Option<Quantity>,
    /// All bytes; none: they were shared with other tenants.
    pub bytes: Option<Quantity>,
    /// Its tables.
    pub tables: Vec<CertificateTable>,
}

/// A table that was there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateTable {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Option<Quantity>,
    /// Its bytes; none: shared, or not known.
    pub bytes: Option<Quantity>,
    /// When its newest row was written, RFC 3339; none: no column says so.
    pub last_write: Option<String>,
}

/// A thing that is gone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateGone {
    /// schema, database, login, secret, rows, entry; of a server of its own: instance, alarm.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// Who had one half of a deletion done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateAct {
    /// The login.
    pub by: Option<String>,
    /// When it was requested, RFC 3339.
    pub at: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The operation.
    pub operation: Option<String>,
    /// The number of its entry in the audit trail.
    pub audit: Option<Quantity>,
}

/// The archive that is left.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateArchive {
    /// Its folder, on the machine of the worker that wrote it.
    pub folder: Option<String>,
    /// SHA-256 of its manifest, hex.
    pub manifest: Option<String>,
    /// Its rows.
    pub rows: Option<Quantity>,
}

/// What is known of backups.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateBackups {
    /// When the last of them expires, RFC 3339; none: not known.
    pub last_expires: Option<String>,
    /// The same as a sentence, with what is not known.
    pub said: String,
}
