//! Counters and durations in `CloudWatch`'s embedded format: lines on stdout, no call to anything.

use std::time::Duration;

use axum::http::StatusCode;
use metrics::{Unit, counter, describe_histogram, histogram};
use metrics_cloudwatch_embedded::{Builder, Collector};

/// The namespace of all our metrics.
pub const NAMESPACE: &str = "Tallystick";

/// Starts counting in this process; once.
pub fn start(function: &'static str) -> Result<&'static Collector, String> {
    let builder = Builder::new().cloudwatch_namespace(NAMESPACE);
    let collector = builder.with_dimension("function", function).init();
    let collector = collector.map_err(|error| error.to_string())?;
    describe_histogram!("duration", Unit::Milliseconds, "From the event to the answer");
    Ok(collector)
}

/// One answered request: `refusals` are the caller's doing, `faults` are ours.
pub fn request(route: &str, status: StatusCode, duration: Duration) {
    let labels = [("route", route.to_owned())];
    counter!("requests", &labels).increment(1);
    if status.is_client_error() {
        counter!("refusals", &labels).increment(1);
    } else if status.is_server_error() {
        counter!("faults", &labels).increment(1);
    }
    histogram!("duration", &labels).record(milliseconds(duration));
}

/// Milliseconds with their fraction.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// A signed event could not be processed: alarms at the first.
pub fn webhook_failed() {
    counter!("webhook_failed").increment(1);
}

/// A signature did not hold.
pub fn webhook_forged() {
    counter!("webhook_forged").increment(1);
}

/// An account has reached 64 live grants: alarms long before the cap of 1,000.
pub fn account_grants_64() {
    counter!("account_grants_64").increment(1);
}

/// A payment differs from the stored purchase and is kept for a person: alarms at the first.
pub fn payment_differs() {
    counter!("payment_differs").increment(1);
}

/// A subscription was taken over as it is at Stripe.
pub fn subscription_followed() {
    counter!("subscription_followed").increment(1);
}

/// What one run of the reset came to. A failed account alarms at the first, and so do days that
/// should be done and are not.
pub fn reset(accounts: u64, entries: u64, failed: u64, days_behind: u64) {
    counter!("reset_accounts").increment(accounts);
    counter!("reset_entries").increment(entries);
    counter!("reset_failed").increment(failed);
    counter!("reset_days_behind").increment(days_behind);
}

/// What one sweep came to. What was repaired was never delivered; what failed alarms at the first, and
/// so does a sweep that is hours behind.
pub fn sweep(looked: u64, repaired: u64, failed: u64, behind_seconds: u64) {
    counter!("sweep_looked").increment(looked);
    counter!("sweep_repaired").increment(repaired);
    counter!("sweep_failed").increment(failed);
    counter!("sweep_behind_seconds").increment(behind_seconds);
}

/// `perform` gave up in the time it had: many of these mean one hot account.
pub fn contention_gave_up() {
    counter!("contention_gave_up").increment(1);
}

/// The ledger of an account does not fold to what is stored: alarms at the first.
pub fn verify_failed() {
    counter!("verify_failed").increment(1);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use serde_json::Value;

    use super::{NAMESPACE, request, start, webhook_failed};

    #[test]
    fn requests_and_alarms_are_written_in_cloudwatchs_format() {
        let collector = start("credits").unwrap();
        request("GET /v1/catalog", StatusCode::OK, Duration::from_millis(2));
        request("GET /v1/catalog", StatusCode::NOT_FOUND, Duration::from_millis(3));
        request("POST /", StatusCode::SERVICE_UNAVAILABLE, Duration::from_millis(4));
        webhook_failed();
        let mut written = Vec::new();
        collector.flush(&mut written).unwrap();
        let lines: Vec<Value> = String::from_utf8(written)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let of = |route: &str| lines.iter().find(|line| line["route"] == route).unwrap();
        let catalog = of("GET /v1/catalog");
        assert_eq!(catalog["_aws"]["CloudWatchMetrics"][0]["Namespace"], NAMESPACE);
        assert_eq!(catalog["function"], "credits");
        assert_eq!((&catalog["requests"], &catalog["refusals"]), (&2.into(), &1.into()));
        assert_eq!(catalog["duration"], serde_json::json!([2.0, 3.0]));
        assert_eq!(of("POST /")["faults"], 1);
        let alarm = lines.iter().find(|line| line["webhook_failed"] == 1).unwrap();
        assert!(alarm.get("route").is_none(), "an alarm has one dimension: the function");
    }
}
