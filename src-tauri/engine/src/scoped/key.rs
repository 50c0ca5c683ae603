//! The key that a service signs its contexts with. It stays with the service; no operator's machine has one.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tenantry_model::TenantContext;

use crate::EngineError;

/// Life of a context: a transaction and some patience. The database allows 15 minutes.
const LIFE: Duration = Duration::from_secs(120);

/// A context key: its id in the database, and the secret.
#[derive(Clone)]
pub struct ContextKey {
    id: [u8; 4],
    mac: Hmac<Sha256>,
}

impl fmt::Debug for ContextKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContextKey({:08x})", u32::from_be_bytes(self.id))
    }
}

impl ContextKey {
    /// The key with this id (8 hex digits, as `tenantry.add_context_key` answered) and secret (32 to 64 bytes).
    ///
    /// # Errors
    /// [`EngineError::Invalid`] with the field `context key`.
    pub fn new(id: &str, secret: &[u8]) -> Result<Self, EngineError> {
        let named = id.len() == 8 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let id = u32::from_str_radix(id, 16).ok().filter(|_| named && (32..=64).contains(&secret.len()));
        let parts = id.zip(Hmac::new_from_slice(secret).ok());
        let (id, mac) = parts.ok_or_else(|| EngineError::Invalid {
            field: "context key".to_owned(),
            message: "A context key is an id of 8 hex digits and a secret of 32 to 64 bytes.".to_owned(),
            remedy: "Give both as tenantry.add_context_key answered and was given them.".to_owned(),
        })?;
        Ok(Self { id: id.to_be_bytes(), mac })
    }

    /// A context of `tenant` for the server process `pid`: 68 bytes as `\x` and hex, as `tenantry.current_tenant()`
    /// reads them.
    pub fn sign(&self, tenant: &TenantContext, pid: i32) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ends = (now + LIFE).as_secs();
        let (id, generation) = (tenant.id.0.as_bytes(), tenant.generation.to_be_bytes());
        let mut mac = self.mac.clone();
        for part in [&self.id[..], id, &generation, &ends.to_be_bytes(), &pid.to_be_bytes()] {
            mac.update(part);
        }
        let mac: [u8; 32] = mac.finalize().into_bytes().into();
        let (id, key) = (tenant.id.0.simple(), u32::from_be_bytes(self.id));
        let [upper, lower] = [0, 16]
            .map(|from| mac[from..from + 16].iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte)));
        format!("\\x{key:08x}{id}{:016x}{ends:016x}{upper:032x}{lower:032x}", tenant.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_whole_and_shows_no_secret() {
        assert!(ContextKey::new("0123abcd", &[7; 32]).is_ok());
        for (id, length) in [("0123abc", 32), ("0123ABCD", 32), ("0123abcd", 31), ("0123abcd", 65)] {
            assert!(ContextKey::new(id, &vec![7; length]).is_err(), "{id} {length}");
        }
        assert_eq!(format!("{:?}", ContextKey::new("0123abcd", &[7; 32]).unwrap()), "ContextKey(0123abcd)");
    }
}
