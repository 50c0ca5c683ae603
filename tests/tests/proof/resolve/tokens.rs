//! Tokens: only one that the right issuer signed for this service, with the pinned algorithm, in its time, is believed.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use p256::pkcs8::EncodePrivateKey as _;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use rsa::rand_core::OsRng;
use serde_json::{Value, json};
use tenantry_engine::resolve::http::{Keys, SigningAlgorithm, Tokens};
use tenantry_tests::until;

use super::{AUDIENCE, ISSUER, SECRET, Stage, ask, bearer, secret, whole};

/// Seconds since 1970, so many from now.
pub(super) fn from_now(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the stage is as it was set").as_secs();
    i64::try_from(now).expect("the stage is as it was set") + seconds
}

/// A token that the service believes, of these claims.
pub(super) fn signed(claims: Value) -> String {
    with(&Header::new(Algorithm::HS256), &whole(claims), SECRET.as_bytes())
}

fn with(header: &Header, claims: &Value, secret: &[u8]) -> String {
    encode(header, claims, &EncodingKey::from_secret(secret)).expect("the stage is as it was set")
}

/// base64 without padding, of JSON.
fn part(value: &Value) -> String {
    // the library encodes parts only within a token
    let token = encode(&Header::new(Algorithm::HS256), value, &EncodingKey::from_secret(b"x"))
        .expect("the stage is as it was set");
    token.split('.').nth(1).expect("the stage is as it was set").to_owned()
}

#[tokio::test]
async fn a_request_needs_a_token_and_the_token_a_tenant() {
    let stage = Stage::set().await;
    let server = stage.guarded(secret()).await;
    let (acme, id) = (bearer(json!({ "tenant_id": "acme" })), bearer(json!({ "org_id": stage.acme })));
    let nested = bearer(json!({ "app_metadata": { "tenant_id": "acme" } }));
    for header in [acme.as_str(), &id, &nested, &acme.replace("Bearer", "bearer")] {
        let answer = ask(server, "/whoami", &[header]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "acme"), "{header}");
        assert_eq!(answer.headers["x-tenant-id"], stage.acme);
    }
    let same = ["Host: acme.example.com", &acme, &format!("X-Tenant-Id: {}", stage.acme)];
    assert_eq!(ask(server, "/api/tenants/acme/documents/1?tenantId=acme", &same).await.status, 200);
    // what no token vouches for is not believed
    for headers in [&["Host: acme.example.com"][..], &["X-Tenant-Id: acme"], &["Host: shop.acme.test"], &[]] {
        let answer = ask(server, "/whoami", headers).await;
        assert_eq!(answer.refusal(), (401, "token_missing".to_owned()), "{headers:?}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
    for (claims, status, code) in [
        (json!({}), 403, "tenant_claim_missing"),
        (json!({ "user_metadata": { "tenant_id": "acme" } }), 403, "tenant_claim_missing"),
        (json!({ "tenant_id": 7 }), 403, "tenant_claim_invalid"),
        (json!({ "tenant_id": "" }), 403, "tenant_claim_invalid"),
        (json!({ "tenant_id": "../acme" }), 403, "tenant_claim_invalid"),
        (json!({ "tenant_id": "initech" }), 404, "tenant_unknown"),
    ] {
        let answer = ask(server, "/whoami", &[&bearer(claims.clone()), "X-Tenant-Id: acme"]).await;
        let refusal = if code == "tenant_unknown" {
            ask(server, "/whoami", &[&bearer(claims.clone())]).await
        } else {
            answer
        };
        assert_eq!(refusal.refusal(), (status, code.to_owned()), "{claims}");
    }
    assert_eq!(ask(server, "/health", &[]).await.status, 200);
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_refused() {
    let stage = Stage::set().await;
    let server = stage.guarded(secret()).await;
    let good = whole(json!({ "tenant_id": "acme" }));
    let header = Header::new(Algorithm::HS256);
    let but = |name: &str, value: Value| {
        with(&header, &whole(json!({ "tenant_id": "acme", name: value })), SECRET.as_bytes())
    };
    let without = |name: &str| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        with(&header, &claims, SECRET.as_bytes())
    };
    let crit = Header { crit: Some(vec!["exp".to_owned()]), ..header.clone() };
    let held = signed(json!({ "tenant_id": "acme" }));
    let (rest, signature) = held.rsplit_once('.').unwrap();
    let (first, _) = rest.split_once('.').unwrap();
    let none = part(&json!({ "alg": "none", "typ": "JWT" }));
    let forged = part(&whole(json!({ "tenant_id": "globex" })));
    let tokens = [
        ("another secret", with(&header, &good, b"another secret of 32 bytes or more")),
        ("another algorithm", with(&Header::new(Algorithm::HS384), &good, SECRET.as_bytes())),
        ("none", format!("{none}.{}.", part(&good))),
        ("none, with the signature", format!("{none}.{}.{signature}", part(&good))),
        ("None", format!("{}.{}.", part(&json!({ "alg": "None" })), part(&good))),
        ("other claims", format!("{first}.{forged}.{signature}")),
        ("no signature", format!("{rest}.")),
        ("half a signature", format!("{rest}.{}", &signature[..signature.len() / 2])),
        ("two parts", rest.to_owned()),
        ("four parts", format!("{held}.x")),
        ("another issuer", but("iss", json!("https://login.example.net/"))),
        ("another audience", but("aud", json!("https://other.example.com"))),
        ("other audiences", but("aud", json!(["https://other.example.com"]))),
        ("no issuer", without("iss")),
        ("an odd issuer", but("iss", json!(7))),
        ("no audience", without("aud")),
        ("an odd audience", but("aud", json!({ "a": AUDIENCE }))),
        ("no expiry", without("exp")),
        ("an odd expiry", but("exp", json!("9999999999"))),
        ("not yet", but("nbf", json!(from_now(120)))),
        ("an odd beginning", but("nbf", json!("0"))),
        ("critical extensions", with(&crit, &good, SECRET.as_bytes())),
        ("garbage", "a.b.c".to_owned()),
        ("nothing", String::new()),
        ("unicode", "á.é.í".to_owned()),
    ];
    for (what, token) in tokens {
        let answer = ask(server, "/whoami", &[&format!("Authorization: Bearer {token}")]).await;
        assert_eq!(answer.refusal(), (401, "token_invalid".to_owned()), "{what}");
    }
    let expired =
        ask(server, "/whoami", &[&format!("Authorization: Bearer {}", but("exp", json!(from_now(-60))))])
            .await;
    assert_eq!(expired.refusal(), (401, "token_expired".to_owned()));
    // clocks differ by seconds
    for (name, at) in [("exp", from_now(-10)), ("nbf", from_now(10))] {
        let answer =
            ask(server, "/whoami", &[&format!("Authorization: Bearer {}", but(name, json!(at)))]).await;
        assert_eq!(answer.status, 200, "{name}");
    }
    let twice = bearer(json!({ "tenant_id": "acme" }));
    assert_eq!(ask(server, "/whoami", &[&twice, &twice]).await.refusal(), (401, "token_invalid".to_owned()));
    assert_eq!(ask(server, "/whoami", &["Authorization: Basic YTpi"]).await.status, 401);
    let long = format!("Authorization: Bearer {}", "a".repeat(20_000));
    assert_eq!(ask(server, "/whoami", &[&long]).await.refusal(), (431, "header_too_large".to_owned()));
}

/// A pair of keys as an issuer has them, with what it publishes.
struct Issued {
    rsa: rsa::RsaPrivateKey,
    ec: p256::ecdsa::SigningKey,
}

impl Issued {
    fn new() -> Self {
        let rsa = rsa::RsaPrivateKey::new(&mut OsRng, 2048).expect("the stage is as it was set");
        Self { rsa, ec: p256::ecdsa::SigningKey::random(&mut OsRng) }
    }

    fn rsa_key(&self) -> EncodingKey {
        EncodingKey::from_rsa_der(self.rsa.to_pkcs1_der().expect("the stage is as it was set").as_bytes())
    }

    fn ec_key(&self) -> EncodingKey {
        EncodingKey::from_ec_der(self.ec.to_pkcs8_der().expect("the stage is as it was set").as_bytes())
    }

    /// The public halves, under these ids.
    fn set(&self, rsa: &str, ec: &str) -> Value {
        let jwk = |key: &EncodingKey, algorithm, id: &str| {
            let mut jwk = json!(
                jsonwebtoken::jwk::Jwk::from_encoding_key(key, algorithm)
                    .expect("the stage is as it was set")
            );
            jwk["kid"] = json!(id);
            jwk["use"] = json!("sig");
            jwk
        };
        let keys = [jwk(&self.rsa_key(), Algorithm::RS256, rsa), jwk(&self.ec_key(), Algorithm::ES256, ec)];
        json!({ "keys": keys })
    }

    fn tokens(&self, allowed: &[SigningAlgorithm]) -> Tokens {
        Tokens::new(
            Keys::jwks(&self.set("r1", "e1").to_string(), allowed).expect("the stage is as it was set"),
            ISSUER,
            AUDIENCE,
        )
    }
}

fn by(algorithm: Algorithm, id: Option<&str>, key: &EncodingKey) -> String {
    let header = Header { kid: id.map(str::to_owned), ..Header::new(algorithm) };
    let token =
        encode(&header, &whole(json!({ "tenant_id": "acme" })), key).expect("the stage is as it was set");
    format!("Authorization: Bearer {token}")
}

const BOTH: [SigningAlgorithm; 2] = [SigningAlgorithm::Rs256, SigningAlgorithm::Es256];

#[tokio::test]
async fn a_key_set_selects_by_id_and_algorithm_alone() {
    let stage = Stage::set().await;
    let issued = Issued::new();
    let server = stage.guarded(issued.tokens(&BOTH)).await;
    let (rsa, ec) = (issued.rsa_key(), issued.ec_key());
    for (what, token) in
        [("RS256", by(Algorithm::RS256, Some("r1"), &rsa)), ("ES256", by(Algorithm::ES256, Some("e1"), &ec))]
    {
        let answer = ask(server, "/whoami", &[&token]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "acme"), "{what}");
    }
    let stranger = Issued::new();
    let public = issued.rsa.to_public_key();
    let pem = public.to_public_key_pem(LineEnding::LF).unwrap();
    let der = public.to_public_key_der().unwrap();
    let modulus = rsa::traits::PublicKeyParts::n(&public).to_bytes_be();
    let as_secret = |bytes: &[u8], id| by(Algorithm::HS256, Some(id), &EncodingKey::from_secret(bytes));
    for (what, token) in [
        ("an unknown id", by(Algorithm::RS256, Some("r2"), &rsa)),
        ("no id, though there are two", by(Algorithm::RS256, None, &rsa)),
        ("the other's id", by(Algorithm::RS256, Some("e1"), &rsa)),
        ("another algorithm of the key", by(Algorithm::RS512, Some("r1"), &rsa)),
        ("a stranger's key", by(Algorithm::RS256, Some("r1"), &stranger.rsa_key())),
        ("a stranger's curve", by(Algorithm::ES256, Some("e1"), &stranger.ec_key())),
        ("the public key as a secret, PEM", as_secret(pem.as_bytes(), "r1")),
        ("the public key as a secret, DER", as_secret(der.as_bytes(), "r1")),
        ("the modulus as a secret", as_secret(&modulus, "r1")),
        ("the secret of another service", bearer(json!({ "tenant_id": "acme" }))),
    ] {
        assert_eq!(
            ask(server, "/whoami", &[&token]).await.refusal(),
            (401, "token_invalid".to_owned()),
            "{what}"
        );
    }
    let curves_only = stage.guarded(issued.tokens(&[SigningAlgorithm::Es256])).await;
    assert_eq!(ask(curves_only, "/whoami", &[&by(Algorithm::RS256, Some("r1"), &rsa)]).await.status, 401);
    assert_eq!(
        ask(curves_only, "/whoami", &[&by(Algorithm::ES256, None, &ec)]).await.status,
        200,
        "the only key"
    );
}

#[tokio::test]
async fn a_rotated_file_of_keys_is_read_again() {
    let stage = Stage::set().await;
    let (former, latter) = (Issued::new(), Issued::new());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jwks.json");
    std::fs::write(&file, former.set("r1", "e1").to_string()).unwrap();
    let tokens = Tokens::new(Keys::jwks_file(&file, &BOTH).unwrap(), ISSUER, AUDIENCE);
    let server = stage.guarded(tokens).await;
    let (old, new) = (
        by(Algorithm::ES256, Some("e1"), &former.ec_key()),
        by(Algorithm::ES256, Some("e2"), &latter.ec_key()),
    );
    assert_eq!(ask(server, "/whoami", &[&old]).await.status, 200);
    assert_eq!(ask(server, "/whoami", &[&new]).await.status, 401);
    std::fs::write(&file, latter.set("r2", "e2").to_string()).unwrap();
    let seen = async || (ask(server, "/whoami", &[&new]).await.status == 200).then_some(());
    until::found("the new key is believed", seen).await;
    assert_eq!(ask(server, "/whoami", &[&old]).await.status, 401, "the key that was taken out is not");
}

#[test]
fn a_key_set_that_promises_less_than_it_seems_is_refused() {
    let issued = Issued::new();
    let good = issued.set("r1", "e1");
    let refused = |set: &Value| Keys::jwks(&set.to_string(), &BOTH).is_err();
    assert!(!refused(&good));
    let changed = |key: usize, name: &str, value: Value| {
        let mut set = good.clone();
        set["keys"][key][name] = value;
        set
    };
    for (what, set) in [
        ("nothing", json!({})),
        ("no key", json!({ "keys": [] })),
        ("a secret", json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0", "kid": "s", "alg": "HS256" }] })),
        ("two of one id", issued.set("x", "x")),
        ("a short modulus", changed(0, "n", json!("AQAB"))),
        ("a point that is not on the curve", changed(1, "x", json!("AAAA"))),
        ("an algorithm of another kind", changed(1, "alg", json!("RS256"))),
        (
            "a short Ed25519 key",
            json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "o" }] }),
        ),
    ] {
        let all = [SigningAlgorithm::Rs256, SigningAlgorithm::Es256, SigningAlgorithm::EdDsa];
        assert!(refused(&set) && Keys::jwks(&set.to_string(), &all).is_err(), "{what}");
    }
    assert!(Keys::jwks(&good.to_string(), &[SigningAlgorithm::Hs256]).is_err(), "a set is for public keys");
    assert!(Keys::jwks(&good.to_string(), &[]).is_err());
}
