//! Holds the schedule of `template.yaml`, what becomes of its failures, and the dashboard.

use crate::yaml::{at, root, template};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// The jobs of `Reset`.
const JOBS: [&str; 2] = ["Renew", "Sweep"];

#[test]
fn each_job_runs_every_hour_by_the_time_at_which_it_should() {
    let template = template();
    for job in JOBS {
        let event = at(&template, &format!("/Resources/Reset/Properties/Events/{job}"));
        assert_eq!(event["Type"], "ScheduleV2");
        let schedule = &event["Properties"];
        assert_eq!(schedule["ScheduleExpression"], "rate(1 hour)");
        assert_eq!(schedule["FlexibleTimeWindow"], json!({"Mode": "OFF"}));
        assert_eq!(schedule["OmitName"], true, "two stacks of an account do not meet");
        let sample = format!("events/schedule/{}.json", job.to_lowercase());
        let sample = std::fs::read_to_string(root().join(sample)).unwrap();
        let sample: Json = serde_json::from_str(&sample).unwrap();
        let input = schedule["Input"].as_str().unwrap();
        let time = sample["time"].as_str().unwrap();
        let sent = input.replace("<aws.scheduler.scheduled-time>", time);
        assert_eq!(serde_json::from_str::<Json>(&sent).unwrap(), sample, "as the sample has it");
    }
}

#[test]
fn a_run_that_is_given_up_lies_in_the_queue_that_an_alarm_watches() {
    let template = template();
    let reset = at(&template, "/Resources/Reset/Properties");
    let queue = json!({"Fn::GetAtt": "ResetUndone.Arn"});
    let failed = &reset["EventInvokeConfig"]["DestinationConfig"]["OnFailure"];
    assert_eq!(failed, &json!({"Type": "SQS", "Destination": queue}));
    for job in JOBS {
        let schedule = &reset["Events"][job]["Properties"];
        assert_eq!(schedule["DeadLetterConfig"]["Arn"], queue, "what is not handed over");
        assert_eq!(schedule["RoleArn"], json!({"Fn::GetAtt": "ResetScheduleRole.Arn"}));
    }
    let alarm = at(&template, "/Resources/ResetUndoneAlarm/Properties");
    assert_eq!(alarm["MetricName"], "ApproximateNumberOfMessagesVisible");
    let watched = json!([{"Name": "QueueName", "Value": {"Fn::GetAtt": "ResetUndone.QueueName"}}]);
    assert_eq!(alarm["Dimensions"], watched);
    let silent = at(&template, "/Resources/ResetSilentAlarm/Properties");
    assert_eq!(silent["Dimensions"], json!([{"Name": "FunctionName", "Value": {"Ref": "Reset"}}]));
    assert_eq!(
        (&silent["MetricName"], &silent["EvaluationPeriods"]),
        (&json!("Invocations"), &json!(3))
    );
}

/// Every text that stands in a list of metrics, and the name that follows the namespace.
fn shown(dashboard: &Json) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    for widget in dashboard["widgets"].as_array().unwrap() {
        let mut namespace = "";
        for metric in widget["properties"]["metrics"].as_array().unwrap() {
            let first = metric[0].as_str().unwrap_or_default();
            if first != "." && first != "..." {
                namespace = first;
            }
            if namespace == "Tallystick" {
                shown.insert(metric[1].as_str().unwrap().to_owned());
            } else if let Some(search) = metric[0]["expression"].as_str() {
                let name = search.split('"').nth(1).expect("a metric's name");
                shown.insert(name.to_owned());
            }
        }
    }
    shown
}

/// SP-9
#[test]
fn the_dashboard_shows_counts_that_the_functions_make() {
    let template = template();
    let body = &at(&template, "/Resources/Dashboard/Properties/DashboardBody")["Fn::Sub"];
    let dashboard: Json = serde_json::from_str(body.as_str().unwrap()).expect("it is JSON");
    let shown = shown(&dashboard);
    let metering = std::fs::read_to_string(root().join("shared/src/http/metering.rs")).unwrap();
    for name in &shown {
        assert!(metering.contains(&format!("counter!(\"{name}\"")), "nobody counts {name}");
    }
    for name in ["webhook_failed", "subscription_followed", "reset_entries", "sweep_repaired"] {
        assert!(shown.contains(name), "{name} is not shown");
    }
}
