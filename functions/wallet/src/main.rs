//! The `wallet` function: saved cards, invoices, and Stripe's customer portal.

use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;
use wallet::Wallet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("wallet");
    let environment = Environment::of_process();
    let rate = environment.rate()?;
    let app = App::start(&environment).await?;
    let wallet = Wallet::start(app, &environment).await?;
    service::run(wallet::router(wallet), telemetry, Some(rate)).await
}
