//! The `usage` function: what an account is, has and did.

use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("usage");
    let environment = Environment::of_process();
    let rate = environment.rate()?;
    let app = App::start(&environment).await?;
    service::run(usage::router(app), telemetry, Some(rate)).await
}
