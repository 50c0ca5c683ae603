//! The way to the server: a unix socket, loopback, or TLS whose certificate was verified. There is no fourth, and none is
//! fallen back to.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{WireError, WireTarget};

/// Either way.
pub(super) type Stream = Pin<Box<dyn Duplex>>;

/// What goes both ways.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Sync {}
impl<T: AsyncRead + AsyncWrite + Send + Sync> Duplex for T {}

/// Opens the way to a server.
pub(super) async fn open(target: &WireTarget) -> Result<Stream, WireError> {
    if target.host.starts_with('/') {
        let socket = Path::new(&target.host).join(format!(".s.PGSQL.{}", target.port));
        return Ok(Box::pin(UnixStream::connect(socket).await?));
    }
    let tcp = TcpStream::connect((target.host.as_str(), target.port)).await?;
    tcp.set_nodelay(true)?;
    if target.is_local() && target.ca_file.is_none() {
        return Ok(Box::pin(tcp));
    }
    secured(tcp, target).await
}

async fn secured(mut tcp: TcpStream, target: &WireTarget) -> Result<Stream, WireError> {
    let mut out = BytesMut::new();
    frontend::ssl_request(&mut out);
    tcp.write_all(&out).await?;
    // one byte and no more: what is sent in the clear before the handshake is nobody's answer
    if tcp.read_u8().await? != b'S' {
        return Err(WireError::Tls("the server does not offer it".to_owned()));
    }
    let name =
        ServerName::try_from(target.host.clone()).map_err(|error| WireError::Tls(error.to_string()))?;
    let connector = TlsConnector::from(Arc::new(config(target)?));
    let secured = connector.connect(name, tcp).await.map_err(|error| WireError::Tls(error.to_string()))?;
    Ok(Box::pin(secured))
}

fn config(target: &WireTarget) -> Result<ClientConfig, WireError> {
    let mut roots = RootCertStore::empty();
    let unusable = |why: String| WireError::Tls(why);
    if let Some(file) = &target.ca_file {
        let certificates =
            CertificateDer::pem_file_iter(file).map_err(|error| unusable(error.to_string()))?;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            // TLS itself does not look whether an authority has ended
            if is_valid_today(&certificate) {
                roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
            }
        }
        if roots.is_empty() {
            return Err(unusable(format!("{} holds no authority that is valid today", file.display())));
        }
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn is_valid_today(certificate: &CertificateDer<'_>) -> bool {
    x509_parser::parse_x509_certificate(certificate).is_ok_and(|(_, parsed)| parsed.validity().is_valid())
}
