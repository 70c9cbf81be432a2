//! The `authorizer` function: built once, then it says who is asking.

use std::sync::Arc;

use authorizer::Authorizer;
use authorizer::fetch::Https;
use authorizer::issuers::{self, Issuer};
use authorizer::stored_keys::StoredKeys;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2CustomAuthorizerV2Request;
use lambda_http::lambda_runtime::{self, Error, LambdaEvent, service_fn};
use shared::app::{chain, warm};
use shared::config::Environment;
use shared::http::telemetry::Telemetry;
use shared::secret;
use shared::store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let _telemetry = Telemetry::start("authorizer");
    let environment = Environment::of_process();
    let store = Store::connect(environment.store()?);
    warm(&store).await;
    let issuers = issuers(&environment).await?;
    let authorizer = Arc::new(Authorizer::new(issuers, Https::new(), StoredKeys(store)));
    authorizer.warm().await;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<ApiGatewayV2CustomAuthorizerV2Request>| {
            let authorizer = Arc::clone(&authorizer);
            // As text: the runtime logs the error's insides, and there is the store's whole answer.
            async move {
                let decided = authorizer.decide(&event.payload).await;
                decided.map_err(|fault| Error::from(chain(&fault)))
            }
        },
    ))
    .await
}

/// The issuers of `ISSUERS`, those that share a secret with us complete with it.
async fn issuers(environment: &Environment) -> Result<Vec<Issuer>, Error> {
    let configured = environment.optional("ISSUERS").unwrap_or_else(|| "[]".to_owned());
    let mut issuers = Vec::new();
    for issuer in issuers::parse(&configured)? {
        let secret = match issuer.secret_name() {
            Some(name) => Some(secret::named(environment, name, "ISSUERS").await?),
            None => None,
        };
        issuers.push(match secret {
            Some(secret) => issuer.with_secret(secret.as_bytes())?,
            None => issuer,
        });
    }
    Ok(issuers)
}
