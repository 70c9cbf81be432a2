//! A schedule of the template and the event that `EventBridge` would send for it.

pub mod ticking;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::lambda::runtime_api::request_id;
use crate::template::functions::{FunctionSpec, ScheduleSpec};
use crate::template::resolve::{AWS_ACCOUNT, REGION};

/// The schedule of that name, its own or its event's or its function's, and the function.
pub fn find<'a>(
    functions: &'a [FunctionSpec],
    name: &str,
) -> Option<(&'a FunctionSpec, &'a ScheduleSpec)> {
    functions.iter().find_map(|function| {
        let mut schedules = function.schedules.iter();
        let found = schedules.find(|schedule| {
            [&schedule.name, &schedule.event, &function.binary].into_iter().any(|it| it == name)
        });
        found.map(|schedule| (function, schedule))
    })
}

/// The event: the schedule's own input, else `EventBridge`'s.
pub fn event(schedule: &ScheduleSpec, now: Timestamp) -> String {
    let time = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    if let Some(input) = &schedule.input {
        return input
            .replace("<aws.scheduler.scheduled-time>", &time)
            .replace("<aws.scheduler.attempt-number>", "1");
    }
    let name = &schedule.name;
    let (source, resource, detail) = if schedule.by_scheduler {
        let resource = format!("arn:aws:scheduler:{REGION}:{AWS_ACCOUNT}:schedule/default/{name}");
        // EventBridge Scheduler sends the detail as text.
        ("aws.scheduler", resource, Value::String("{}".to_owned()))
    } else {
        ("aws.events", format!("arn:aws:events:{REGION}:{AWS_ACCOUNT}:rule/{name}"), json!({}))
    };
    json!({
        "version": "0",
        "id": request_id().unwrap_or_default(),
        "detail-type": "Scheduled Event",
        "source": source,
        "account": AWS_ACCOUNT,
        "time": time,
        "region": REGION,
        "resources": [resource],
        "detail": detail,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::template::Template;
    use crate::template::tests::FIXTURE;

    #[test]
    fn a_schedule_is_found_by_both_its_names_and_tells_the_clocks_time() {
        let template = Template::parse(FIXTURE, &BTreeMap::new()).unwrap();
        let (function, schedule) = find(&template.functions, "sweep-hourly").unwrap();
        assert_eq!(function.binary, "checkout");
        assert_eq!(find(&template.functions, "Sweep").unwrap().1, schedule);
        assert_eq!(find(&template.functions, "checkout").unwrap().1, schedule);
        assert!(find(&template.functions, "none").is_none());

        let now = "2026-03-01T00:00:00.5Z".parse().unwrap();
        let told: Value = serde_json::from_str(&event(schedule, now)).unwrap();
        assert_eq!(told["time"], "2026-03-01T00:00:00Z");
        assert_eq!(told["source"], "aws.scheduler");
        let own = ScheduleSpec {
            input: Some(r#"{"at":"<aws.scheduler.scheduled-time>"}"#.to_owned()),
            ..schedule.clone()
        };
        assert_eq!(event(&own, now), r#"{"at":"2026-03-01T00:00:00Z"}"#);
    }
}
