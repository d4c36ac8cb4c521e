//! A TLS front for a plain server, so that clients can be measured over https.
//!
//! `tls UPSTREAM AUTHORITY` makes a certificate authority, writes its certificate to the file
//! AUTHORITY, prints `127.0.0.1:PORT` and passes each connection on to UPSTREAM until it is killed.
//! `cargo xtask bench job` runs it.
#![allow(clippy::print_stdout, reason = "a benchmark prints where it listens")]

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` runs it as well, and there it has nothing to do.
    let [upstream, authority] = arguments.as_slice() else {
        println!("for `cargo xtask bench job`");
        return Ok(());
    };
    let upstream: SocketAddr = upstream.parse()?;
    let (tls, certificate) = acceptor()?;
    std::fs::write(authority, certificate)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(pass_on(tls.clone(), stream, upstream));
    }
}

/// The server's side of TLS, and the certificate of the authority that vouches for it.
fn acceptor() -> Outcome<(TlsAcceptor, String)> {
    let mut params = CertificateParams::default();
    let name = "rolewright benchmark";
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate =
        CertificateParams::new(["127.0.0.1".to_owned()])?.signed_by(&key, &authority)?;
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.der().clone()], key)?;
    Ok((TlsAcceptor::from(Arc::new(config)), authority.pem()))
}

/// Passes on until either side ends, which is how each connection ends.
async fn pass_on(tls: TlsAcceptor, stream: TcpStream, upstream: SocketAddr) {
    // Both ends sit on this machine: small packets must not wait for more.
    let _ = stream.set_nodelay(true);
    let Ok(mut inside) = tls.accept(stream).await else {
        return;
    };
    let Ok(mut upstream) = TcpStream::connect(upstream).await else {
        return;
    };
    let _ = upstream.set_nodelay(true);
    let _ = tokio::io::copy_bidirectional(&mut inside, &mut upstream).await;
}
