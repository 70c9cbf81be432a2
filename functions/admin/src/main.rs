//! The `admin` function: support work by a key of the team's own.

use admin::Admin;
use shared::app::App;
use shared::config::Environment;
use shared::http::service;
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = Telemetry::start("admin");
    let environment = Environment::of_process();
    let rate = environment.rate()?;
    let app = App::start(&environment).await?;
    let admin = Admin::start(app, &environment).await?;
    service::run(admin::router(admin), telemetry, Some(rate)).await
}
