//! Keys that tokens are verified with. Each is pinned to one algorithm: what a token's header says only selects among
//! them, so neither `none` nor a public key used as a secret has anything to select.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use secrecy::{ExposeSecret as _, SecretString};

use crate::EngineError;

/// Characters of base64 in the modulus of an RSA key of 2048 bits.
const RSA_LEAST: usize = 342;
/// Bytes.
const ED25519_LENGTH: usize = 32;
/// More keys than any issuer publishes.
const KEYS_MOST: usize = 100;

/// How tokens may be signed. There is no `none`.
///
/// ```
/// # use tenantry_engine::resolve::http::SigningAlgorithm;
/// assert!(SigningAlgorithm::Hs256.is_symmetric() && !SigningAlgorithm::Rs256.is_symmetric());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are what RFC 7518 and RFC 8037 call them")]
pub enum SigningAlgorithm {
    Hs256,
    Hs384,
    Hs512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

impl SigningAlgorithm {
    /// Whether whoever can verify can sign as well.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }

    const fn known(self) -> Algorithm {
        match self {
            Self::Hs256 => Algorithm::HS256,
            Self::Hs384 => Algorithm::HS384,
            Self::Hs512 => Algorithm::HS512,
            Self::Rs256 => Algorithm::RS256,
            Self::Rs384 => Algorithm::RS384,
            Self::Rs512 => Algorithm::RS512,
            Self::Ps256 => Algorithm::PS256,
            Self::Ps384 => Algorithm::PS384,
            Self::Ps512 => Algorithm::PS512,
            Self::Es256 => Algorithm::ES256,
            Self::Es384 => Algorithm::ES384,
            Self::EdDsa => Algorithm::EdDSA,
        }
    }

    /// Bytes that a shared secret has at least (RFC 7518, 3.2).
    const fn secret_least(self) -> usize {
        match self {
            Self::Hs384 => 48,
            Self::Hs512 => 64,
            _ => 32,
        }
    }
}

/// A key and the one algorithm that it is for.
pub(super) struct Key {
    id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

/// The keys of one issuer: a shared secret, or a set of public keys that may be rotated while the service runs.
///
/// ```
/// # use tenantry_engine::resolve::http::{Keys, SigningAlgorithm};
/// assert!(Keys::secret(&"too short".into(), SigningAlgorithm::Hs256).is_err());
/// assert!(Keys::secret(&"0123456789abcdef0123456789abcdef".into(), SigningAlgorithm::Hs256).is_ok());
/// assert!(Keys::secret(&"0123456789abcdef0123456789abcdef".into(), SigningAlgorithm::Rs256).is_err());
/// ```
pub struct Keys {
    current: RwLock<Arc<[Arc<Key>]>>,
    file: Option<File>,
}

struct File {
    path: PathBuf,
    allowed: Vec<Algorithm>,
    read: Mutex<Instant>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_ref().map(|file| &file.path);
        f.debug_struct("Keys")
            .field("count", &self.current().len())
            .field("file", &file)
            .finish_non_exhaustive()
    }
}

impl Keys {
    /// One secret that issuer and service share.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the algorithm takes no secret, or a longer one.
    pub fn secret(secret: &SecretString, algorithm: SigningAlgorithm) -> Result<Self, EngineError> {
        let bytes = secret.expose_secret().as_bytes();
        if !algorithm.is_symmetric() {
            return Err(invalid(
                "The algorithm needs a public key, not a secret.",
                "Use HS256, or give a key set.",
            ));
        }
        if bytes.len() < algorithm.secret_least() {
            let remedy = format!("Draw {} random bytes or more.", algorithm.secret_least());
            return Err(invalid("The secret is shorter than the algorithm's hash.", &remedy));
        }
        let key = Key { id: None, algorithm: algorithm.known(), key: DecodingKey::from_secret(bytes) };
        Ok(Self::of([Arc::new(key)].into(), None))
    }

    /// A JSON Web Key Set with public keys; those of other algorithms than `allowed` are passed over.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when it is no key set, holds no key that may be used, a weak or a secret one, or two of
    /// one id.
    pub fn jwks(text: &str, allowed: &[SigningAlgorithm]) -> Result<Self, EngineError> {
        Ok(Self::of(parse(text, &pinned(allowed)?)?, None))
    }

    /// The same from a file. It is read again every minute, and when a token names a key that is not in it (at most every
    /// ten seconds); one that cannot be read then leaves the former keys in force, with a warning in the log.
    ///
    /// # Errors
    /// As [`Keys::jwks`], and when the file cannot be read.
    pub fn jwks_file(path: impl AsRef<Path>, allowed: &[SigningAlgorithm]) -> Result<Self, EngineError> {
        let (path, allowed) = (path.as_ref().to_owned(), pinned(allowed)?);
        let keys = parse(&std::fs::read_to_string(&path).map_err(|error| unreadable(&error))?, &allowed)?;
        Ok(Self::of(keys, Some(File { path, allowed, read: Mutex::new(Instant::now()) })))
    }

    fn of(keys: Arc<[Arc<Key>]>, file: Option<File>) -> Self {
        // a program with both of its back ends would have neither; one that chose for itself is left alone
        let _ = jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER.install_default();
        Self { current: RwLock::new(keys), file }
    }

    fn current(&self) -> Arc<[Arc<Key>]> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The key that a token's header selects: by id and algorithm; without an id, the only one there is.
    pub(super) fn select(&self, header: &Header) -> Option<Arc<Key>> {
        let keys = self.current();
        let key = match (&header.kid, keys.as_ref()) {
            // a secret has no id: whatever the token calls it, it is the only one
            (Some(_), [only]) if only.id.is_none() => only,
            (Some(id), all) => all.iter().find(|key| key.id.as_ref() == Some(id))?,
            (None, [only]) => only,
            (None, _) => return None,
        };
        (key.algorithm == header.alg).then(|| Arc::clone(key))
    }

    /// Reads the file again if it was read longer ago than `age`.
    pub(super) async fn refresh(&self, age: Duration) {
        let Some(file) = &self.file else { return };
        {
            let mut read = file.read.lock().unwrap_or_else(PoisonError::into_inner);
            if read.elapsed() < age {
                return;
            }
            *read = Instant::now();
        }
        let text = tokio::fs::read_to_string(&file.path).await.map_err(|error| unreadable(&error));
        match text.and_then(|text| parse(&text, &file.allowed)) {
            Ok(keys) => *self.current.write().unwrap_or_else(PoisonError::into_inner) = keys,
            Err(error) => tracing::warn!("the key set was not read again: {error}"),
        }
    }
}

fn pinned(allowed: &[SigningAlgorithm]) -> Result<Vec<Algorithm>, EngineError> {
    if allowed.is_empty() || allowed.iter().any(|algorithm| algorithm.is_symmetric()) {
        return Err(invalid(
            "A key set is for public keys.",
            "Allow algorithms such as RS256 and ES256, and no HS….",
        ));
    }
    Ok(allowed.iter().map(|algorithm| algorithm.known()).collect())
}

fn parse(text: &str, allowed: &[Algorithm]) -> Result<Arc<[Arc<Key>]>, EngineError> {
    let not_a_set = |_| invalid("This is not a JSON Web Key Set.", "Give an object with a list of keys.");
    let set: JwkSet = serde_json::from_str(text).map_err(not_a_set)?;
    let mut keys: Vec<Arc<Key>> = Vec::new();
    for jwk in &set.keys {
        let Some(key) = usable(jwk, allowed)? else { continue };
        if keys.len() == KEYS_MOST || keys.iter().any(|other| other.id == key.id) {
            return Err(invalid(
                "Two keys of the set have one id, or there are too many.",
                "Give each an id of its own.",
            ));
        }
        keys.push(Arc::new(key));
    }
    if keys.is_empty() {
        return Err(invalid(
            "The key set holds no key that may be used.",
            "Allow the algorithm of its keys.",
        ));
    }
    Ok(keys.into())
}

/// A key of a set, made ready; none: it is for something else.
fn usable(jwk: &Jwk, allowed: &[Algorithm]) -> Result<Option<Key>, EngineError> {
    if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption | PublicKeyUse::Other(_))) {
        return Ok(None);
    }
    let natural = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => Algorithm::ES256,
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P384 => Algorithm::ES384,
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        AlgorithmParameters::OctetKey(_) => {
            return Err(invalid(
                "The key set holds a secret.",
                "Take it out, and draw a new one: it has been seen.",
            ));
        }
        _ => return Ok(None),
    };
    let Ok(algorithm) = jwk.common.key_algorithm.map_or(Ok(natural), Algorithm::try_from) else {
        return Ok(None);
    };
    if !allowed.contains(&algorithm) {
        return Ok(None);
    }
    let broken = || invalid("A key of the set is malformed, weak, or not of its algorithm.", "Replace it.");
    let key = DecodingKey::from_jwk(jwk).map_err(|_| broken())?;
    let whole = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => rsa.n.len() >= RSA_LEAST,
        // shorter ones are cut out of bounds by the library
        AlgorithmParameters::OctetKeyPair(_) => {
            key.try_get_as_bytes().is_ok_and(|bytes| bytes.len() == ED25519_LENGTH)
        }
        _ => true,
    };
    // an empty signature never verifies; a key that cannot be read is an error instead
    if !whole
        || algorithm.family() != key.family()
        || jsonwebtoken::crypto::verify("", b"", &key, algorithm).is_err()
    {
        return Err(broken());
    }
    Ok(Some(Key { id: jwk.common.key_id.clone(), algorithm, key }))
}

fn unreadable(error: &std::io::Error) -> EngineError {
    invalid(
        &format!("The file with the key set cannot be read: {}.", error.kind()),
        "Check its path and its rights.",
    )
}

fn invalid(message: &str, remedy: &str) -> EngineError {
    EngineError::Invalid { field: "keys".to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}
