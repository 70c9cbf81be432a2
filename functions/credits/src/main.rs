//! The `credits` function: what an account can use, and using it.

use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("credits");
    let environment = Environment::of_process();
    let rate = environment.rate()?;
    let app = App::start(&environment).await?;
    service::run(credits::router(app), telemetry, Some(rate)).await
}
