//! The `checkout` function: what is on sale, and buying it.

use checkout::Checkout;
use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("checkout");
    let environment = Environment::of_process();
    let rate = environment.rate()?;
    let app = App::start(&environment).await?;
    let checkout = Checkout::start(app, &environment).await?;
    service::run(checkout::router(checkout), telemetry, Some(rate)).await
}
