//! What the dev stack has in place of AWS and of a deployment's parameters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::options::Options;
use crate::site::CLIENT_ID;
use crate::stripe::Stripe;

/// The parameters of the template: the stack's own, under what the options say.
pub fn parameters(options: &Options, port: u16, issuer: &Issuer) -> BTreeMap<String, String> {
    let own = json!({
        "issuer": issuer.issuer,
        "jwks_url": issuer.jwks_url(),
        "algorithms": ["ES256"],
    });
    let issuers: Value = std::iter::once(own).chain(options.issuers.iter().cloned()).collect();
    let origins = format!("http://127.0.0.1:{port},http://localhost:{port}");
    let mut parameters = BTreeMap::from([
        ("Issuers".to_owned(), issuers.to_string()),
        ("Origins".to_owned(), origins.clone()),
        ("SiteClientId".to_owned(), CLIENT_ID.to_owned()),
        ("SiteIssuer".to_owned(), issuer.issuer.clone()),
    ]);
    parameters.extend(options.parameters.clone());
    // A test's own origin comes beside the stack's, whose page has to go on working.
    if let Some(more) = options.parameters.get("Origins") {
        parameters.insert("Origins".to_owned(), format!("{origins},{more}"));
    }
    parameters
}

/// The variables that every function gets.
pub fn of_functions(
    options: &Options,
    parameters: &BTreeMap<String, String>,
    stripe: &Stripe,
    table: &str,
    dynamodb: &str,
) -> BTreeMap<String, String> {
    let parameter = |name: &str| parameters.get(name).cloned().unwrap_or_default();
    let mut values = BTreeMap::from([
        ("TABLE".to_owned(), table.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), dynamodb.to_owned()),
        ("LIVEMODE".to_owned(), "false".to_owned()),
        ("ISSUERS".to_owned(), parameter("Issuers")),
        ("ORIGINS".to_owned(), parameter("Origins")),
        ("STRIPE_SECRET_KEY".to_owned(), stripe.secret_key.clone()),
        ("STRIPE_WEBHOOK_SECRET".to_owned(), stripe.webhook_secret.clone()),
    ]);
    if stripe.is_fake() {
        values.insert("STRIPE_API_BASE".to_owned(), stripe.api.clone());
    }
    if !stripe.publishable_key.is_empty() {
        values.insert("STRIPE_PUBLISHABLE_KEY".to_owned(), stripe.publishable_key.clone());
    }
    // Nothing stands for the catalog that is compiled in; the template's layer is not here.
    let catalog = options.catalog.as_ref().map(|path| path.to_string_lossy().into_owned());
    values.insert("CATALOG".to_owned(), catalog.unwrap_or_default());
    values.extend(options.environment.clone());
    values
}
