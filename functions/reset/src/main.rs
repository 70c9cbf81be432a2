//! The `reset` function: what time brought and what was not heard, seen to when a schedule says so.

use std::sync::Arc;

use lambda_http::lambda_runtime::{self, Error, LambdaEvent, service_fn};
use reset::{Reset, Scheduled};
use shared::app::{App, During, chain};
use shared::config::Environment;
use shared::http::telemetry::Telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = Telemetry::start("reset");
    let environment = Environment::of_process();
    let app = App::start(&environment).await?;
    let held = Arc::new((Reset::start(app, &environment).await, telemetry));
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Scheduled>| {
        let held = Arc::clone(&held);
        async move {
            let (reset, telemetry) = &*held;
            let at = event.payload.moment()?;
            let during = During::job(at, event.context.deadline);
            let report = reset.run(event.payload.job, &during).await;
            telemetry.flush();
            // As text: the runtime logs the error's insides, and there is the store's whole answer.
            report.map_err(|fault| Error::from(chain(&fault)))
        }
    }))
    .await
}
