//! The `authorizer` function: built once, then it says who is asking.

use std::sync::Arc;

use authorizer::Authorizer;
use authorizer::api_key::MemoryKeys;
use authorizer::fetch::Https;
use authorizer::issuers;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2CustomAuthorizerV2Request;
use lambda_http::lambda_runtime::{self, Error, LambdaEvent, service_fn};
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let _telemetry = Telemetry::start("authorizer");
    let configured = std::env::var("ISSUERS").unwrap_or_else(|_| "[]".to_owned());
    let issuers = issuers::parse(&configured)?;
    let authorizer = Arc::new(Authorizer::new(
        issuers,
        Https::new(),
        MemoryKeys::default(),
    ));
    authorizer.warm().await;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<ApiGatewayV2CustomAuthorizerV2Request>| {
            let authorizer = Arc::clone(&authorizer);
            async move { authorizer.decide(&event.payload).await.map_err(Error::from) }
        },
    ))
    .await
}
