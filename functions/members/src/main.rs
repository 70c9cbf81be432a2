//! The `members` function: who is in an organisation, how much each may use, and how much they used.

use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("members");
    let environment = Environment::of_process();
    let rate = environment.rate()?;
    let app = App::start(&environment).await?;
    service::run(members::router(app), telemetry, Some(rate)).await
}
