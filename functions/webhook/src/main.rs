//! The `webhook` function: what Stripe tells us, once for ever.

use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;
use webhook::Webhook;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("webhook");
    let environment = Environment::of_process();
    let app = App::start(&environment).await?;
    let webhook = Webhook::start(app, &environment).await?;
    service::run(webhook::router(webhook), telemetry, None).await
}
