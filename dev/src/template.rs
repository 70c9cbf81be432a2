//! `template.yaml` as the dev stack sees it: functions, routes, limits, schedules, table, pages.

pub mod functions;
pub mod http_api;
pub mod resolve;
pub mod site;
pub mod table;
pub mod yaml;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::fault::Fault;
use functions::FunctionSpec;
use http_api::HttpApi;
use resolve::Resolver;
use site::SiteHeaders;
use table::Table;

/// What the dev stack needs to know of the template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Every function, in the order of their ids.
    pub functions: Vec<FunctionSpec>,
    /// The HTTP API in front of them.
    pub api: HttpApi,
    /// The one table.
    pub table: Table,
    /// What every response of the pages carries.
    pub site_headers: SiteHeaders,
}

impl Template {
    /// Reads a template file; `parameters` override the template's defaults.
    pub fn read(path: &Path, parameters: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path)
            .map_err(Fault::io(format!("reading {}", path.display())))?;
        Self::parse(&text, parameters)
    }

    /// Reads a template from its text.
    pub fn parse(text: &str, parameters: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let root = yaml::parse(text).map_err(|error| Fault::Template(error.to_string()))?;
        let resolver = Resolver::new(&root, parameters);
        let globals = resolver.resolve(root.get("Globals").unwrap_or(&Value::Null));
        let globals = globals.unwrap_or(Value::Null);

        let mut functions = Vec::new();
        let mut api = None;
        let mut table = None;
        let mut site_headers = SiteHeaders::new();
        for (id, resource) in resolver.live_resources() {
            let kind = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
            let properties = resource.get("Properties").unwrap_or(&Value::Null);
            let properties = resolver.resolve(properties).unwrap_or(Value::Null);
            match kind {
                "AWS::Serverless::Function" => {
                    let metadata =
                        resolver.resolve(resource.get("Metadata").unwrap_or(&Value::Null));
                    let metadata = metadata.unwrap_or(Value::Null);
                    functions.push(functions::read(id, &properties, &metadata, &globals)?);
                }
                "AWS::Serverless::HttpApi" if api.is_none() => {
                    api = Some(http_api::read(&properties, &globals));
                }
                "AWS::DynamoDB::Table" if table.is_none() => {
                    table = Some(table::read(&resolver.reference(id), &properties));
                }
                "AWS::CloudFront::ResponseHeadersPolicy" if site_headers.is_empty() => {
                    site_headers = site::read(&properties)?;
                }
                _ => {}
            }
        }
        let api = api.unwrap_or_default();
        for function in &mut functions {
            function.choose_authorizers(api.default_authorizer.as_deref());
        }
        let table =
            table.ok_or_else(|| Fault::Template("it has no AWS::DynamoDB::Table".into()))?;
        Ok(Self { functions, api, table, site_headers })
    }
}

/// A list of texts; a single text is a list of one, an absent one is empty.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A text, a number or a switch, as text: `CloudFormation` takes one for another.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(switch) => Some(switch.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number, also when it is written as text.
fn number<N: std::str::FromStr>(value: Option<&Value>) -> Option<N> {
    text(value?)?.parse().ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A template like the product's, small.
    pub const FIXTURE: &str = include_str!("template/fixture.yaml");

    #[test]
    fn the_fixture_gives_functions_routes_authorizer_limits_schedule_and_table() {
        let template = Template::parse(FIXTURE, &BTreeMap::new()).unwrap();
        let function = |name: &str| template.functions.iter().find(|f| f.binary == name).unwrap();
        assert_eq!(template.functions.len(), 4);

        let credits = function("credits");
        assert_eq!(credits.timeout, std::time::Duration::from_secs(10));
        assert_eq!(credits.memory_mb, 256);
        assert_eq!(credits.environment["TABLE"], "tallystick-test");
        assert_eq!(credits.environment["LOG"], "info");
        assert_eq!(credits.environment["ORIGINS"], "https://app.example.com,https://b.example.com");
        assert_eq!(credits.routes[0].key(), "GET /v1/accounts/{account}/balances");
        assert_eq!(credits.routes[0].authorizer.as_deref(), Some("Bearer"));
        let checkout = function("checkout");
        assert_eq!(checkout.routes[0].authorizer, None);
        assert_eq!(checkout.schedules[0].name, "sweep-hourly");
        assert_eq!(checkout.schedules[0].every.unwrap().as_secs(), 3_600);
        assert!(function("webhook").has_url);

        let bearer = &template.api.authorizers["Bearer"];
        assert_eq!(bearer.function_arn, function("authorizer").arn);
        assert_eq!(bearer.ttl.as_secs(), 60);
        assert_eq!(bearer.headers, ["Authorization"]);
        let cors = template.api.cors.as_ref().unwrap();
        assert_eq!(cors.origins, ["https://app.example.com", "https://b.example.com"]);
        assert_eq!(template.api.throttle.unwrap().burst, 200);

        assert_eq!(template.table.name, "tallystick-test");
        assert_eq!(template.table.ttl.as_deref(), Some("ttl"));
        assert_eq!(template.table.create["GlobalSecondaryIndexes"][0]["IndexName"], "GSI1");
        assert!(template.table.create.get("PointInTimeRecoverySpecification").is_none());
    }

    #[test]
    fn a_parameter_overrides_its_default() {
        let given = BTreeMap::from([("Stage".to_owned(), "live".to_owned())]);
        let template = Template::parse(FIXTURE, &given).unwrap();
        assert!(template.functions.iter().all(|f| f.environment["LOG"] == "warn"));
        assert_eq!(template.functions.len(), 5);
        assert_eq!(template.table.name, "tallystick-live");
    }

    #[test]
    fn a_template_without_a_table_is_refused() {
        let refused = Template::parse("Resources: {}", &BTreeMap::new()).unwrap_err();
        assert!(refused.told().contains("AWS::DynamoDB::Table"));
    }
}
