//! 35: TLS to the wrong host, with an expired certificate, of a stranger, or none at all. Nothing is sent then: no login,
//! no password, and above all not in the clear.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tenantry_engine::wire::{Connection, Step, WireError, WireTarget};
use tenantry_tests::server::Ground;
use tenantry_tests::sql;
use time::{Duration, OffsetDateTime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A certificate authority.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
}

fn authority(folder: &Path, name: &str, ends: OffsetDateTime) -> Authority {
    let key = KeyPair::generate().expect("the stage is as it was set");
    let mut params = CertificateParams::new(Vec::new()).expect("the stage is as it was set");
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = OffsetDateTime::now_utc() - Duration::days(30);
    params.not_after = ends;
    let certificate = params.self_signed(&key).expect("the stage is as it was set");
    let file = folder.join(format!("{name}.pem"));
    std::fs::write(&file, certificate.pem()).expect("the stage is as it was set");
    Authority { issuer: Issuer::new(params, key), file }
}

/// Gives the server a certificate for these names, and waits until it shows it.
async fn present(ground: &Ground, authority: &Authority, names: &[&str], ends: OffsetDateTime) {
    let key = KeyPair::generate().expect("the stage is as it was set");
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
        .expect("the stage is as it was set");
    params.not_before = OffsetDateTime::now_utc() - Duration::days(30);
    params.not_after = ends;
    let certificate = params.signed_by(&key, &authority.issuer).expect("the stage is as it was set");
    let data = ground.server.dir.join("data");
    let owner = data.metadata().expect("the stage is as it was set");
    for (name, text) in [("proof.crt", certificate.pem()), ("proof.key", key.serialize_pem())] {
        let file = data.join(name);
        std::fs::write(&file, text).expect("the stage is as it was set");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))
            .expect("the stage is as it was set");
        chown(&file, Some(owner.uid()), Some(owner.gid())).expect("the stage is as it was set");
    }
    let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
    for setting in ["ssl_cert_file = 'proof.crt'", "ssl_key_file = 'proof.key'", "ssl = on"] {
        sql::must(&mut admin, format!("alter system set {setting}")).await;
    }
    // the server reads its files anew; who connects after that meets the new ones
    let loaded = sql::one(&mut admin, "select pg_conf_load_time()").await;
    sql::must(&mut admin, "select pg_reload_conf()").await;
    tenantry_tests::until::found("the server has its certificate", async || {
        let mut admin = ground.enter_as("tenantry_admin", "postgres").await;
        let now = sql::one(&mut admin, "select current_setting('ssl') || ' ' || pg_conf_load_time()").await;
        (now.starts_with("on") && !now.ends_with(&loaded)).then_some(())
    })
    .await;
}

fn target(ground: &Ground, ca: &Path) -> WireTarget {
    let url = format!("{}?sslrootcert={}", ground.url("tenantry_admin", "postgres"), ca.display());
    WireTarget::from_url(&url).expect("the stage is as it was set")
}

/// Must end before anything was said.
async fn refused(what: &str, target: &WireTarget) {
    match Connection::connect(target, &[]).await {
        Err(WireError::Tls(why)) => assert!(!why.is_empty(), "{what}"),
        Err(other) => panic!("{what}: {other}"),
        Ok(_) => panic!("{what}: it connected"),
    }
}

#[tokio::test]
async fn attack_35_the_server_is_not_who_it_should_be() {
    let ground = Ground::new(0, |_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    let (later, past) =
        (OffsetDateTime::now_utc() + Duration::days(30), OffsetDateTime::now_utc() - Duration::days(1));
    let ours = authority(folder.path(), "ours", later);
    let strange = authority(folder.path(), "strange", later);
    let old = authority(folder.path(), "old", past);
    // no TLS there, and it was asked for
    refused("a server without TLS", &target(&ground, &ours.file)).await;
    present(&ground, &ours, &["127.0.0.1", "localhost"], later).await;
    let mut good = Connection::connect(&target(&ground, &ours.file), &[]).await.unwrap();
    let encrypted =
        good.round(&[Step::new("select ssl from pg_stat_ssl where pid = pg_backend_pid()", &[])]).await;
    assert!(encrypted.unwrap()[0].rows[0].get::<bool>(0).unwrap());
    refused("a stranger's authority", &target(&ground, &strange.file)).await;
    refused("no authority at all", &target(&ground, &folder.path().join("absent.pem"))).await;
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    refused("an empty file", &target(&ground, &empty)).await;
    for (what, authority, names, ends) in [
        ("another host's certificate", &ours, &["db.example.com", "10.0.0.1"][..], later),
        ("a certificate for the host's name in a longer one", &ours, &["127.0.0.1.example.com"][..], later),
        ("an expired certificate", &ours, &["127.0.0.1"][..], past),
        ("a certificate of an expired authority", &old, &["127.0.0.1"][..], past),
        ("a stranger's certificate", &strange, &["127.0.0.1"][..], later),
    ] {
        present(&ground, authority, names, ends).await;
        refused(what, &target(&ground, &ours.file)).await;
    }
    present(&ground, &old, &["127.0.0.1"], later).await;
    refused("an authority that has ended, though it is trusted", &target(&ground, &old.file)).await;
}

/// A server that answers the question for TLS with these bytes; what it heard after that.
async fn liar(answer: &'static [u8]) -> (u16, tokio::task::JoinHandle<Vec<u8>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("the stage is as it was set");
    let port = listener.local_addr().expect("the stage is as it was set").port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("the stage is as it was set");
        let mut question = [0; 8];
        stream.read_exact(&mut question).await.expect("the stage is as it was set");
        stream.write_all(answer).await.expect("the stage is as it was set");
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        heard
    });
    (port, heard)
}

#[tokio::test]
async fn attack_35_nothing_is_said_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let ours = authority(folder.path(), "ours", OffsetDateTime::now_utc() + Duration::days(1));
    // it has no TLS; it is an old server; it puts a login's answer before the handshake
    for answer in [&b"N"[..], b"E", b"EFATAL\0", b"SR\0\0\0\x08\0\0\0\0Z\0\0\0\x05I", b""] {
        let (port, heard) = liar(answer).await;
        let url =
            format!("postgres://somebody:a-password@127.0.0.1:{port}/db?sslrootcert={}", ours.file.display());
        let outcome = Connection::connect(&WireTarget::from_url(&url).unwrap(), &[]).await;
        assert!(outcome.is_err(), "{answer:?}");
        let heard = String::from_utf8_lossy(&heard.await.unwrap()).into_owned();
        assert!(!heard.contains("somebody") && !heard.contains("a-password"), "{answer:?}: {heard}");
    }
    // a host that is not this machine is never asked without TLS, whoever forgot the file
    let url = "postgres://somebody:a-password@192.0.2.1:5432/db?sslmode=disable";
    let target = WireTarget::from_url(url).unwrap();
    assert!(target.ca_file.is_none());
}
