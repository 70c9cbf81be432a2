//! The functions of the template: binary, limits, environment, and what invokes them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::resolve::function_arn;
use super::{number, text};
use crate::fault::Fault;

/// One function.
#[derive(Debug, Clone)]
pub struct FunctionSpec {
    /// Its name in AWS: its own, or its logical id.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The binary that it is built from.
    pub binary: String,
    /// How long one invocation may take.
    pub timeout: Duration,
    /// Its memory in MiB.
    pub memory_mb: u32,
    /// Its environment variables.
    pub environment: BTreeMap<String, String>,
    /// The routes of the HTTP API that end in it.
    pub routes: Vec<RouteSpec>,
    /// Whether it has a URL of its own.
    pub has_url: bool,
    /// The schedules that invoke it.
    pub schedules: Vec<ScheduleSpec>,
}

/// One route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteSpec {
    /// The method in capitals, or `ANY`.
    pub method: String,
    /// The path with its parameters, as `/v1/accounts/{account}`.
    pub path: String,
    /// The authorizer in front of it.
    pub authorizer: Option<String>,
}

/// One schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleSpec {
    /// Its name: its own, or that of the event.
    pub name: String,
    /// The name of the event in the template.
    pub event: String,
    /// What it sends, when that is said; else an event in `EventBridge`'s shape.
    pub input: Option<String>,
    /// Whether `EventBridge` Scheduler fires it, and not a rule.
    pub by_scheduler: bool,
    /// How often it is fired; none for one that goes by a calendar.
    pub every: Option<Duration>,
}

impl RouteSpec {
    /// The route as API Gateway calls it, as `GET /v1/catalog`.
    pub fn key(&self) -> String {
        if self.path == "$default" {
            return self.path.clone();
        }
        format!("{} {}", self.method, self.path)
    }
}

/// Until the API's default is known, a route without a word about its authorizer has this one.
const UNDECIDED: &str = "";

impl FunctionSpec {
    /// Gives the routes that name no authorizer the API's default one.
    pub fn choose_authorizers(&mut self, default: Option<&str>) {
        for route in &mut self.routes {
            if route.authorizer.as_deref() == Some(UNDECIDED) {
                route.authorizer = default.map(str::to_owned);
            }
        }
    }
}

/// Reads one function's properties over the template's globals.
pub fn read(
    id: &str,
    properties: &Value,
    metadata: &Value,
    globals: &Value,
) -> Result<FunctionSpec, Fault> {
    let shared = globals.get("Function").unwrap_or(&Value::Null);
    let either = |name: &str| properties.get(name).or_else(|| shared.get(name));
    let name = properties.get("FunctionName").and_then(text).unwrap_or_else(|| id.to_owned());
    let mut environment = variables(shared);
    environment.extend(variables(properties));

    let mut routes = Vec::new();
    let mut schedules = Vec::new();
    let events = properties.get("Events").and_then(Value::as_object);
    for (event, source) in events.into_iter().flatten() {
        let details = source.get("Properties").unwrap_or(&Value::Null);
        match source.get("Type").and_then(Value::as_str) {
            Some("HttpApi") => routes.push(route(details)),
            Some(kind @ ("Schedule" | "ScheduleV2")) => schedules.push(ScheduleSpec {
                name: details.get("Name").and_then(text).unwrap_or_else(|| event.clone()),
                event: event.clone(),
                input: details.get("Input").and_then(text),
                by_scheduler: kind == "ScheduleV2",
                every: details.get("ScheduleExpression").and_then(text).as_deref().and_then(rate),
            }),
            _ => {
                let what = format!("event {event} of {id} is of a kind the dev stack cannot send");
                return Err(Fault::Template(what));
            }
        }
    }
    Ok(FunctionSpec {
        arn: function_arn(&name),
        name,
        binary: binary(id, metadata),
        timeout: Duration::from_secs(number(either("Timeout")).unwrap_or(3)),
        memory_mb: number(either("MemorySize")).unwrap_or(128),
        environment,
        routes,
        has_url: properties.get("FunctionUrlConfig").is_some(),
        schedules,
    })
}

fn route(details: &Value) -> RouteSpec {
    let said = |name: &str| details.get(name).and_then(text);
    let authorizer = details.get("Auth").and_then(|auth| auth.get("Authorizer")).and_then(text);
    RouteSpec {
        method: said("Method")
            .unwrap_or_else(|| "ANY".to_owned())
            .to_ascii_uppercase()
            .replace('*', "ANY"),
        path: said("Path").unwrap_or_else(|| "$default".to_owned()),
        authorizer: match authorizer {
            Some(name) if name == "NONE" => None,
            Some(name) => Some(name),
            None => Some(UNDECIDED.to_owned()),
        },
    }
}

fn variables(properties: &Value) -> BTreeMap<String, String> {
    let variables =
        properties.get("Environment").and_then(|environment| environment.get("Variables"));
    let variables = variables.and_then(Value::as_object).into_iter().flatten();
    variables.filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect()
}

/// How often `rate(1 hour)` is.
fn rate(expression: &str) -> Option<Duration> {
    let rate = expression.strip_prefix("rate(")?.strip_suffix(')')?;
    let (number, unit) = rate.split_once(' ')?;
    let seconds = match unit.trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(seconds)?;
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

/// The binary of a function: what the build is told, else the logical id, as `CreditsFunction`.
fn binary(id: &str, metadata: &Value) -> String {
    let told = metadata.get("BuildProperties").and_then(|build| build.get("Binary")).and_then(text);
    told.unwrap_or_else(|| id.strip_suffix("Function").unwrap_or(id).to_ascii_lowercase())
}
