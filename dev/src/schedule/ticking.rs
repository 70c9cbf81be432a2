//! Fires the template's schedules as the stack's clock goes on, at its whole minutes, hours or days.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::lambda::Lambda;
use crate::template::Template;
use crate::template::functions::ScheduleSpec;

/// How often the clock is looked at, in real time: it may have been moved.
const LOOK: Duration = Duration::from_millis(200);

/// All schedules that go by a rate.
#[derive(Debug)]
pub struct Ticking {
    clock: Arc<Clock>,
    schedules: Vec<Ticked>,
}

#[derive(Debug)]
struct Ticked {
    function: Arc<Lambda>,
    schedule: ScheduleSpec,
    every: i64,
    /// The number of the last tick.
    last: i64,
}

/// The schedules of a template, of which none has fired yet.
pub fn of(
    template: &Template,
    functions: &BTreeMap<String, Arc<Lambda>>,
    clock: &Arc<Clock>,
) -> Ticking {
    let now = clock.now().as_second();
    let of_function = |binary: &str| functions.get(binary).map(Arc::clone);
    let all = template.functions.iter().flat_map(|spec| {
        let function = of_function(&spec.binary);
        let of_schedule = move |schedule: &ScheduleSpec| {
            let every = i64::try_from(schedule.every?.as_secs()).ok()?;
            let last = now.checked_div_euclid(every)?;
            Some(Ticked { function: function.clone()?, schedule: schedule.clone(), every, last })
        };
        spec.schedules.iter().filter_map(of_schedule)
    });
    Ticking { clock: Arc::clone(clock), schedules: all.collect() }
}

impl Ticking {
    /// Fires them, for ever. A clock that is moved over many ticks fires the last of them only.
    pub async fn tick(mut self) {
        if self.schedules.is_empty() {
            return;
        }
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.clock.now().as_second();
            for ticked in &mut self.schedules {
                if let Some(event) = ticked.due(now) {
                    // What it answers stands in its log.
                    drop(ticked.function.invoke(Bytes::from(event)).await);
                }
            }
        }
    }
}

impl Ticked {
    /// The event, where another tick has come.
    fn due(&mut self, now: i64) -> Option<String> {
        let number = now.checked_div_euclid(self.every)?;
        let come = number > self.last;
        self.last = number;
        let at = Timestamp::from_second(number.checked_mul(self.every)?).ok()?;
        come.then(|| super::event(&self.schedule, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::LambdaSpec;
    use crate::logs::Logs;
    use crate::template::tests::FIXTURE;

    #[tokio::test]
    async fn a_schedule_is_due_once_for_each_tick_and_tells_the_ticks_time() {
        let template = Template::parse(FIXTURE, &BTreeMap::new()).unwrap();
        let spec = LambdaSpec {
            binary: "checkout".to_owned(),
            program: "none".into(),
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            arn: String::new(),
            timeout: LOOK,
            most_processes: 1,
        };
        let function = Lambda::new(spec, Arc::new(Logs::in_memory()));
        let functions = BTreeMap::from([("checkout".to_owned(), function)]);
        let start: Timestamp = "2026-03-01T00:30:00Z".parse().unwrap();
        let clock = Clock::showing(Some(start));
        let mut ticking = of(&template, &functions, &clock);
        let ticked = &mut ticking.schedules[0];
        let mut due = |time: &str| {
            let now: Timestamp = time.parse().unwrap();
            let event: serde_json::Value =
                serde_json::from_str(&ticked.due(now.as_second())?).ok()?;
            event["time"].as_str().map(str::to_owned)
        };
        assert_eq!(due("2026-03-01T00:59:59Z"), None);
        assert_eq!(due("2026-03-01T01:00:00Z").as_deref(), Some("2026-03-01T01:00:00Z"));
        assert_eq!(due("2026-03-01T01:59:00Z"), None);
        assert_eq!(due("2026-03-04T08:10:00Z").as_deref(), Some("2026-03-04T08:00:00Z"));
        assert_eq!(due("2026-03-01T00:10:00Z"), None, "a clock that goes back");
        assert_eq!(due("2026-03-01T01:00:00Z").as_deref(), Some("2026-03-01T01:00:00Z"));
    }
}
