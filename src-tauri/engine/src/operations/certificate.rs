//! Deletion certificates: read, and held against their digest. The form that is summed is the database's
//! (`tenantry_control.certificate_form`), written here a second time so that a certificate can be checked without it.

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::types::Json;
use tenantry_model::TenantId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EngineError;
use crate::directory::Directory;

/// A certificate as the database keeps it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CertificateRow {
    /// Its id.
    pub id: Uuid,
    /// When it was issued.
    pub issued_at: OffsetDateTime,
    /// What it says.
    pub document: Json<Value>,
    /// SHA-256 of what it says, hex.
    pub digest: String,
    /// The operation that brought the tenant back from the archive since; none: nobody did.
    pub restored_by_operation: Option<Uuid>,
    /// Who asked for that.
    pub restored_by: Option<String>,
    /// When it was back.
    pub restored_at: Option<OffsetDateTime>,
}

impl Directory {
    /// The certificates of a tenant, newest first: one for each purge.
    ///
    /// # Errors
    /// [`EngineError::Denied`] for a login that is no operator's.
    pub async fn certificates(&self, tenant: TenantId) -> Result<Vec<CertificateRow>, EngineError> {
        let list = "select c.id, c.issued_at, c.document, encode(c.digest, 'hex') as digest, \
                           o.id as restored_by_operation, o.requested_by::text as restored_by, o.ended_at as restored_at \
                    from tenantry_control.deletion_certificates c \
                    left join tenantry_control.operations o on o.tenant_id = c.tenant_id \
                      and o.kind = 'tenant.unarchive' and o.state = 'done' and o.plan ->> 'certificate' = c.id::text \
                    where c.tenant_id = $1 order by c.id desc limit 100";
        Ok(sqlx::query_as(list).bind(tenant.0).fetch_all(self.pool()).await?)
    }
}

/// The digest of what a certificate says: SHA-256, hex.
pub fn certificate_digest(document: &Value) -> String {
    let mut form = Vec::new();
    write(document, &mut form);
    Sha256::digest(&form).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a certificate, as `tenantryctl tenant certificate --out` wrote it, is what was issued.
///
/// # Errors
/// [`EngineError::Invalid`] when it is no certificate, [`EngineError::Inconsistent`] when it was changed since.
pub fn verify_certificate(text: &[u8]) -> Result<Value, EngineError> {
    let invalid = |message: &str| EngineError::Invalid {
        field: "verify".to_owned(),
        message: message.to_owned(),
        remedy: "Give a file that tenant certificate --out wrote.".to_owned(),
    };
    let paper: Value = serde_json::from_slice(text).map_err(|_| invalid("The file is not JSON."))?;
    let (document, Some(written)) = (&paper["document"], paper["digest"].as_str()) else {
        return Err(invalid("The file holds no certificate: it has no digest."));
    };
    if !document.is_object() {
        return Err(invalid("The file holds no certificate: it has no document."));
    }
    let found = certificate_digest(document);
    if found != written {
        return Err(EngineError::Inconsistent(format!(
            "The certificate was changed since it was issued: the digest written on it is {written}, and what it says has the digest {found}."
        )));
    }
    Ok(document.clone())
}

/// The form of a document as bytes: a letter, a length or a count, and the thing itself.
fn write(part: &Value, form: &mut Vec<u8>) {
    match part {
        Value::Object(fields) => {
            form.push(b'o');
            count(fields.len(), form);
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_bytes());
            for (name, value) in fields {
                text(b's', name, form);
                write(value, form);
            }
        }
        Value::Array(items) => {
            form.push(b'a');
            count(items.len(), form);
            items.iter().for_each(|item| write(item, form));
        }
        Value::String(value) => text(b's', value, form),
        Value::Number(value) => text(b'n', &value.to_string(), form),
        Value::Bool(true) => form.push(b't'),
        Value::Bool(false) => form.push(b'f'),
        Value::Null => form.push(b'0'),
    }
}

fn text(kind: u8, value: &str, form: &mut Vec<u8>) {
    form.push(kind);
    count(value.len(), form);
    form.extend_from_slice(value.as_bytes());
}

fn count(many: usize, form: &mut Vec<u8>) {
    form.extend_from_slice(&u32::try_from(many).unwrap_or(u32::MAX).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_differs_has_another_form() {
        let papers = [
            json!({}),
            json!([]),
            json!(null),
            json!(""),
            json!("0"),
            json!(0),
            json!({ "a": "bc" }),
            json!({ "ab": "c" }),
            json!({ "a": ["b", "c"] }),
            json!({ "a": [["b"], "c"] }),
            json!({ "a": null }),
            json!({ "a": true }),
        ];
        let digests: std::collections::BTreeSet<String> = papers.iter().map(certificate_digest).collect();
        assert_eq!(digests.len(), papers.len());
    }

    #[test]
    fn a_certificate_that_was_changed_is_noticed() {
        let document = json!({ "tenant": { "slug": "acme" }, "gone": [] });
        let paper = json!({ "digest": certificate_digest(&document), "document": document });
        let text = serde_json::to_vec(&paper).unwrap();
        assert_eq!(verify_certificate(&text).unwrap(), document);
        let changed = String::from_utf8(text).unwrap().replace("acme", "acmf");
        let told = verify_certificate(changed.as_bytes()).unwrap_err();
        assert!(matches!(told, EngineError::Inconsistent(_)), "{told}");
        for none in ["", "{", "[]", "{\"digest\": \"x\"}", "{\"document\": {}}"] {
            assert!(
                matches!(verify_certificate(none.as_bytes()), Err(EngineError::Invalid { .. })),
                "{none}"
            );
        }
    }
}
