//! The one door to `DynamoDB`: reads items strongly, writes them all or none.

pub mod commit;
pub mod failure;
pub mod items;
pub mod keys;
pub mod reads;
pub mod size;
pub mod writes;

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Config, Region, SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};

use crate::domain::world::{Item, Name};
use crate::perform::port::{Committed, Fault, Port, Write};

/// How long a connection may take to come about.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How long one request may take in all.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(2500);

/// Where the table is and who we are there.
pub struct StoreSettings {
    /// The table's name.
    pub table: String,
    /// The region, `eu-central-1` for example.
    pub region: String,
    /// Another address than the region's own; outside AWS only.
    pub endpoint: Option<String>,
    /// The process's own credentials; in Lambda they live as long as the process.
    pub access_key_id: String,
    /// The secret that belongs to the key.
    pub secret_access_key: String,
    /// The token of a temporary key.
    pub session_token: Option<String>,
    /// How long a connection may take, [`CONNECT_TIMEOUT`] by default.
    pub connect_timeout: Duration,
    /// How long a request may take, [`ATTEMPT_TIMEOUT`] by default.
    pub attempt_timeout: Duration,
}

/// The table.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// Sets the client up by hand, so that a cold start waits for nothing it does not need. The
    /// client never retries by itself: only who knows the operation's name may ask again.
    pub fn connect(settings: StoreSettings) -> Self {
        let plain =
            settings.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(settings.connect_timeout)
            .operation_attempt_timeout(settings.attempt_timeout)
            .build();
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(settings.region))
            .credentials_provider(Credentials::from_keys(
                settings.access_key_id,
                settings.secret_access_key,
                settings.session_token,
            ))
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            // Answers are small and every request has its time limit.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(http_client(plain));
        config.set_endpoint_url(settings.endpoint);
        Self { client: Client::from_conf(config.build()), table: settings.table }
    }

    /// Opens the connection while nobody waits for it: one read of a key that holds nothing.
    pub async fn prewarm(&self) -> Result<(), Fault> {
        self.get(&keys::Key::nothing()).await.map(|_| ())
    }
}

fn http_client(plain: bool) -> SharedHttpClient {
    if !plain {
        return https_client();
    }
    // The same kind of client, which speaks plain HTTP too: another kind would bring its whole
    // stack a second time, about 100 KB. It trusts nobody, and so has no certificates to read.
    let nobody = TlsContext::builder().with_trust_store(TrustStore::empty()).build();
    client(nobody.unwrap_or_default())
}

/// TLS by ring: the default provider gathers entropy for 29 ms of processor time first.
pub fn https_client() -> SharedHttpClient {
    client(TlsContext::default())
}

fn client(context: TlsContext) -> SharedHttpClient {
    let provider = Provider::rustls(CryptoMode::Ring);
    Builder::new().tls_provider(provider).tls_context(context).build_https()
}

impl Port for Store {
    async fn load(&self, names: &[Name]) -> Result<Vec<Option<Item>>, Fault> {
        self.read(names).await
    }

    async fn commit(&self, writes: &[Write]) -> Result<Committed, Fault> {
        self.send(writes).await
    }
}
