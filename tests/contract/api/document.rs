//! The API page: what the handlers say of themselves, with what is said once for all of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use crate::problems::{TOLD, told_by};
use crate::webhook::webhook;
use shared::http::problem::{BASE, Kind};

#[derive(OpenApi)]
#[openapi(paths(
    credits::balances,
    credits::check,
    credits::spend::consume,
    credits::spend::record,
    credits::holds::list,
    credits::holds::hold,
    credits::holds::settle,
    credits::holds::release,
    usage::accounts::open,
    usage::accounts::show,
    usage::accounts::summary,
    usage::ledger::list,
    usage::explain::explain,
    usage::purchases::list,
    usage::purchases::show,
    usage::verify::verify,
    usage::subscriptions::list,
    usage::settings::show,
    usage::settings::set,
    checkout::catalog::show,
    checkout::buy::buy,
    checkout::intent::create,
    checkout::session::show,
    wallet::methods::list,
    wallet::save::begin,
    wallet::default_method::set,
    wallet::remove::remove,
    wallet::invoices::list,
    wallet::portal::open,
    members::list::list,
    members::show::show,
    members::enrol::set,
    members::enrol::remove,
    admin::events::list,
    admin::events::show,
    admin::retry::retry,
    admin::find::find,
    admin::sweep::show,
    admin::adjust::adjust,
))]
struct Handlers;

/// The whole page.
pub fn document() -> Value {
    let mut document = serde_json::to_value(Handlers::openapi()).expect("a document is JSON");
    document["info"] = json!({
        "title": "Tallystick",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "Credits, limits and entitlements that cannot be spent or granted twice",
        "description": "Amounts are whole units, money is in minor units, -1 is unlimited, moments \
            are RFC 3339 in UTC. Every error is a problem of RFC 9457; `docs/problems.md` has all \
            kinds.",
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    document["servers"] = json!([
        { "url": "http://127.0.0.1:4242", "description": "The dev stack, `cargo run`" },
        {
            "url": "https://{api}.execute-api.{region}.amazonaws.com",
            "description": "A deployed stack; its output `ApiUrl`",
            "variables": { "api": { "default": "api" }, "region": { "default": "us-east-1" } },
        },
    ]);
    document["tags"] = json!([
        { "name": "credits", "description": "What can be used, and using it" },
        { "name": "usage", "description": "The account, its history, and the proof" },
        { "name": "checkout", "description": "What is on sale, and buying it" },
        { "name": "wallet", "description": "Saved cards, invoices and the customer portal" },
        { "name": "members", "description": "An organisation's people, their caps and their use" },
        { "name": "admin", "description": "Support work, for keys with the scope `admin`" },
        { "name": "webhook", "description": "What Stripe tells us, at an address of its own" },
    ]);
    document["security"] = json!([{ "bearer": [] }]);
    document["paths"]["/"] = webhook();
    complete(&mut document["paths"]);
    let components = &mut document["components"];
    components["securitySchemes"] = security();
    components["headers"] = headers();
    components["schemas"]["Problem"] = problem();
    components["schemas"]["GatewayMessage"] = json!({
        "type": "object",
        "description": "What the gateway answers by itself, before any function is asked.",
        "required": ["message"],
        "properties": { "message": { "type": "string" } },
    });
    document
}

/// Every operation gets its errors by kind, and the headers of its answers.
fn complete(paths: &mut Value) {
    for methods in paths.as_object_mut().expect("paths").values_mut() {
        for (method, operation) in methods.as_object_mut().expect("methods") {
            let name = operation["operationId"].as_str().expect("a name").to_owned();
            assert!(TOLD.iter().any(|(known, _)| *known == name), "{name} has no problems");
            let is_keyed = told_by(&name).any(|kind| kind == Kind::IdempotencyKeyReused);
            let answers_again = is_keyed || name == "open_account";
            // The first line of a handler's comment is its route, which stands above already.
            if name != "webhook" {
                operation.as_object_mut().expect("an operation").remove("description");
            }
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                // What need not be sent may be left out, but `null` is no word of a header or query.
                if let Some(first) = parameter["schema"]["type"].get(0).cloned() {
                    parameter["schema"]["type"] = first;
                }
            }
            let responses = operation["responses"].as_object_mut().expect("responses");
            responses.retain(|status, _| status.starts_with('2'));
            for (status, answer) in responses.iter_mut() {
                if answer["description"].as_str().is_none_or(str::is_empty) {
                    answer["description"] = json!("As it is now");
                }
                answer["headers"] = json!({ "X-Request-Id": header("X-Request-Id") });
                if method == "post" && answers_again && status != "201" {
                    answer["headers"]["Idempotency-Replayed"] = header("Idempotency-Replayed");
                }
            }
            responses.extend(errors(&name));
        }
    }
}

fn errors(operation: &str) -> Map<String, Value> {
    let mut kinds: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in told_by(operation) {
        kinds.entry(kind.status().as_u16()).or_default().push(kind);
    }
    kinds.into_iter().map(|(status, kinds)| (status.to_string(), error(status, &kinds))).collect()
}

fn error(status: u16, kinds: &[Kind]) -> Value {
    let mut description = String::new();
    for kind in kinds {
        let break_before = if description.is_empty() { "" } else { "\n" };
        write!(description, "{break_before}- `{}`: {}", kind.slug(), kind.meaning())
            .expect("a text takes more");
    }
    let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    let mut content = json!({ "application/problem+json": problem });
    // Without any `Authorization`, or above the throttle of a route, the gateway answers itself.
    if matches!(status, 401 | 429) {
        content["application/json"] =
            json!({ "schema": { "$ref": "#/components/schemas/GatewayMessage" } });
    }
    let mut headers = json!({ "X-Request-Id": header("X-Request-Id") });
    match status {
        401 => headers["WWW-Authenticate"] = header("WWW-Authenticate"),
        429 | 502 | 503 => headers["Retry-After"] = header("Retry-After"),
        _ => {}
    }
    json!({ "description": description, "headers": headers, "content": content })
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn headers() -> Value {
    let text =
        |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        "X-Request-Id": text("The request's id; a problem's `instance` ends with it."),
        "WWW-Authenticate": text("`Bearer`, with `error` and why where a token did not hold."),
        "Idempotency-Replayed": {
            "description": "`true` where this is the first answer again; absent otherwise.",
            "schema": { "type": "string", "const": "true" },
        },
        "Retry-After": {
            "description": "After how many seconds to try again, with the same key.",
            "schema": { "type": "integer", "minimum": 0 },
        },
    })
}

fn security() -> Value {
    json!({ "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A person: a token (JWT) of a configured OIDC issuer. The team's own \
            backend: an API key, `tsk_…`.",
    } })
}

/// RFC 9457, with the members that some kinds add.
fn problem() -> Value {
    let types: Vec<String> =
        Kind::ALL.iter().map(|kind| format!("{BASE}{}", kind.slug())).collect();
    json!({
        "type": "object",
        "description": "A problem of RFC 9457. Decide on `type`. Some kinds add members.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "format": "uri", "enum": types },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string" },
            "instance": { "type": "string", "format": "uri", "description": "The request's id." },
            "errors": {
                "type": "array",
                "description": "Of `invalid-request` and `invalid-return-url`: each place and why.",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": {
                        "pointer": { "type": "string" },
                        "detail": { "type": "string" },
                    },
                },
            },
            "feature": { "type": "string", "description": "Of `insufficient`, `not-counted`." },
            "requested": { "type": "integer", "minimum": 1 },
            "available": { "type": "integer", "minimum": -1 },
            "resets_at": { "type": ["string", "null"], "format": "date-time" },
            "earliest_at": {
                "type": "string",
                "format": "date-time",
                "description": "Of `invalid-request` about a moment that is too long ago.",
            },
            "offers": {
                "type": "array",
                "description": "Of `insufficient`: packs or plans that would help.",
                "items": { "type": "object", "additionalProperties": true },
            },
        },
        "additionalProperties": true,
    })
}
