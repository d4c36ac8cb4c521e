//! The cloud over TLS on this machine: an emulator, servers that hand out keys, a private
//! certificate authority, and a proxy that leads every host name to them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rolewright::emulator::{Emulator, Seed};
use rolewright::operation::AssumeRole;
use rolewright::{AlibabaProvider, Call, RamProvider, StaticCredentials};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{ACCOUNT, Ended, Shell};

pub(super) const REGION: &str = "cn-hangzhou";
pub(super) const KEY: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "alice-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "alice-secret"),
];

/// The names of the cloud's servers.
const CLOUD: [&str; 5] = [
    "*.aliyuncs.com",
    "*.cn-hangzhou.aliyuncs.com",
    "*.oss-cn-hangzhou.aliyuncs.com",
    "oauth.aliyun.com",
    "localhost",
];

/// The name of the authority that commands trust.
pub(super) const AUTHORITY: &str = "authority";

/// A certificate authority of this test's own.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// A server's side of TLS, with a certificate for these names.
    pub(super) fn server(
        &self,
        names: &[&str],
        change: impl FnOnce(&mut CertificateParams),
    ) -> TlsAcceptor {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.der().clone()], key);
        TlsAcceptor::from(Arc::new(config.unwrap()))
    }
}

/// A port that speaks TLS and passes on what it is sent.
pub(super) struct Front {
    pub(super) address: String,
    connections: Arc<AtomicUsize>,
}

impl Front {
    /// How many connections were made to it.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// The cloud, and a shell whose commands trust the authority by `SSL_CERT_FILE`.
pub(super) struct Network {
    pub(super) emulator: Emulator,
    pub(super) shell: Shell,
    pub(super) authority: Authority,
    /// The cloud's services, at `localhost`.
    pub(super) services: Front,
    /// What hands out keys, at `localhost`.
    pub(super) keys: Front,
    proxy: SocketAddr,
    /// The hosts that the proxy was asked for.
    hosts: Arc<Mutex<Vec<String>>>,
    _handing_out: MockServer,
    server: Runtime,
}

impl Network {
    pub(super) fn new() -> Self {
        let server = Runtime::new().unwrap();
        let builder = Emulator::builder().access_key("root-key", "root-secret");
        let emulator = server.block_on(builder.seed(seed()).start()).unwrap();
        let handing_out = server.block_on(MockServer::start());
        server.block_on(hand_out(&handing_out, &emulator));
        let authority = Authority::new(AUTHORITY);
        let shell = Shell::new();
        shell.write("authority.pem", &authority.0.pem());
        let tls = || authority.server(&CLOUD, |_| {});
        let services = emulator.host().parse().unwrap();
        let keys = *handing_out.address();
        let hosts = Arc::default();
        Self {
            services: server.block_on(front(tls(), services)),
            keys: server.block_on(front(tls(), keys)),
            proxy: server.block_on(proxy(tls(), services, keys, Arc::clone(&hosts))),
            hosts,
            emulator,
            shell,
            authority,
            _handing_out: handing_out,
            server,
        }
    }

    /// The services behind another side of TLS.
    pub(super) fn front(&self, tls: TlsAcceptor) -> Front {
        let services = self.emulator.host().parse().unwrap();
        self.server.block_on(front(tls, services))
    }

    /// Runs a command that asks the services at this address.
    pub(super) fn run_at(&self, front: &Front, keys: &[(&str, &str)], line: &str) -> Ended {
        let address = &front.address;
        let line = format!("{line} --endpoint {address} --oss-endpoint {address}");
        self.run(keys, &line)
    }

    /// Runs a command that asks the services by their own names, through the proxy.
    pub(super) fn run_through_the_proxy(&self, keys: &[(&str, &str)], line: &str) -> Ended {
        let proxy = format!("http://{}", self.proxy);
        self.run(&[keys, &[("HTTPS_PROXY", &proxy)]].concat(), line)
    }

    fn run(&self, environment: &[(&str, &str)], line: &str) -> Ended {
        let home = self.shell.path().to_str().unwrap();
        let authority = format!("{home}/authority.pem");
        let always = [
            ("HOME", home),
            ("SSL_CERT_FILE", &authority),
            ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
        ];
        let line = format!("{line} --provider alibaba --region {REGION}");
        self.shell.run_with(&[&always, environment].concat(), &line)
    }

    /// The hosts that the proxy was asked for, each once.
    pub(super) fn hosts(&self) -> Vec<String> {
        let mut hosts = self.hosts.lock().unwrap().clone();
        hosts.sort();
        hosts.dedup();
        hosts
    }
}

/// A bucket, a user, and a role that the account and an OIDC provider may assume.
fn seed() -> Seed {
    let trust = json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Action": "sts:AssumeRole",
          "Principal": { "RAM": [format!("acs:ram::{ACCOUNT}:root")] } },
        { "Effect": "Allow", "Action": "sts:AssumeRole",
          "Principal": { "Federated": [format!("acs:ram::{ACCOUNT}:oidc-provider/ci")] } },
    ] });
    let seed = json!({
        "calls": [
            { "action": "CreateUser", "params": { "UserName": "alice" } },
            { "action": "CreateRole",
              "params": { "RoleName": "operator", "AssumeRolePolicyDocument": trust } },
        ],
        "keys": [{ "id": "alice-key", "secret": "alice-secret", "user": "alice" }],
        "buckets": { "my-images": { "region": REGION } },
    });
    serde_json::from_value(seed).unwrap()
}

/// Answers everybody who asks for a key with a session of the role.
async fn hand_out(server: &MockServer, emulator: &Emulator) {
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("alice-key", "alice-secret"))
        .endpoint(emulator.endpoint())
        .build()
        .unwrap();
    let call = Call::of(&AssumeRole {
        role_arn: format!("acs:ram::{ACCOUNT}:role/operator"),
        role_session_name: "handed-out".to_owned(),
        ..AssumeRole::default()
    });
    let session: Value = provider.execute(call).await.unwrap().decode().unwrap();
    let key = &session["Credentials"];
    let mut of_address = key.clone();
    of_address["Code"] = "Success".into();
    let token = json!({ "access_token": "a", "refresh_token": "r", "expires_in": 3600 });
    for (verb, at, answer) in [
        ("GET", "/key", of_address),
        (
            "POST",
            "/cloud-credentials",
            json!({ "CloudCredential": key }),
        ),
        ("POST", "/v1/token", token),
        ("POST", "/v1/exchange", key.clone()),
    ] {
        let mock = Mock::given(method(verb)).and(path(at));
        let answer = ResponseTemplate::new(200).set_body_string(answer.to_string());
        mock.respond_with(answer).mount(server).await;
    }
}

async fn front(tls: TlsAcceptor, upstream: SocketAddr) -> Front {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(pass_on(tls.clone(), stream, upstream));
        }
    });
    Front {
        address: format!("https://localhost:{port}"),
        connections,
    }
}

/// Opens TLS on the stream and passes its content on until either side ends.
async fn pass_on(
    tls: TlsAcceptor,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    upstream: SocketAddr,
) {
    let Ok(mut inside) = tls.accept(stream).await else {
        return;
    };
    let mut upstream = TcpStream::connect(upstream).await.unwrap();
    let _ = tokio::io::copy_bidirectional(&mut inside, &mut upstream).await;
}

/// A proxy that knows CONNECT alone. It leads the sign-in's host to what hands out keys, and all
/// others to the services.
async fn proxy(
    tls: TlsAcceptor,
    services: SocketAddr,
    keys: SocketAddr,
    hosts: Arc<Mutex<Vec<String>>>,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (tls, hosts) = (tls.clone(), Arc::clone(&hosts));
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                let host = head.strip_prefix("CONNECT ").unwrap();
                let host = host.split_once(' ').unwrap().0.to_owned();
                let is_sign_in = host.starts_with("oauth.");
                hosts.lock().unwrap().push(host);
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                pass_on(tls, stream, if is_sign_in { keys } else { services }).await;
            });
        }
    });
    address
}
