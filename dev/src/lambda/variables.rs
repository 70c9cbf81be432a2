//! The environment of a function's process: what Lambda sets, what the template says, what the dev
//! stack has in place of AWS.

use std::collections::BTreeMap;

use crate::template::functions::FunctionSpec;
use crate::template::resolve::{AWS_ACCOUNT, REGION};

/// Variables of the developer's own shell that a function may see: they only change what it prints.
const PASSED_ON: [&str; 3] = ["RUST_LOG", "RUST_BACKTRACE", "LLVM_PROFILE_FILE"];

/// Names of secrets and files that exist only in AWS; the dev stack gives the values themselves.
const ONLY_IN_AWS: [&str; 3] = ["STRIPE_SECRET_KEY_NAME", "STRIPE_WEBHOOK_SECRET_NAME", "CATALOG"];

/// The variable of the session token.
pub const SESSION_TOKEN: &str = "AWS_SESSION_TOKEN";

/// What the session token of a function begins with; its name follows.
pub const SESSION_OF: &str = "dev-";

/// What follows the name; then the number of the process, each of which has its own session in AWS.
pub const SESSION_NUMBER: char = '/';

/// Builds the environment of one function.
///
/// `values` are the dev stack's own, the same for every function; they win over the template's.
pub fn of(function: &FunctionSpec, values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut environment = function.environment.clone();
    for name in ONLY_IN_AWS {
        environment.remove(name);
    }
    for name in PASSED_ON {
        if let Ok(value) = std::env::var(name) {
            environment.insert(name.to_owned(), value);
        }
    }
    let log_group = format!("/aws/lambda/{}", function.name);
    let memory = function.memory_mb.to_string();
    // In AWS every function has a role of its own; here its token says whose request it is.
    let token = session_token(&function.binary);
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "dev"),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
        ("AWS_LAMBDA_FUNCTION_NAME", &function.name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &log_group),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "dev"),
        ("AWS_REGION", REGION),
        ("AWS_SECRET_ACCESS_KEY", "dev"),
        (SESSION_TOKEN, &token),
        ("LANG", "en_US.UTF-8"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("TZ", ":UTC"),
        ("_HANDLER", "bootstrap"),
    ] {
        environment.insert(name.to_owned(), value.to_owned());
    }
    environment.extend(values.iter().map(|(name, value)| (name.clone(), value.clone())));
    environment
}

/// What stands for the function's own role in its requests to the database.
fn session_token(function: &str) -> String {
    format!("{SESSION_OF}{function}")
}

/// The function whose process has this session token.
pub fn function_of(session: &str) -> Option<&str> {
    session.strip_prefix(SESSION_OF)?.split(SESSION_NUMBER).next()
}

/// The ARN of a route, as an authorizer is told it.
pub fn route_arn(api: &str, method: &str, path: &str) -> String {
    format!("arn:aws:execute-api:{REGION}:{AWS_ACCOUNT}:{api}/$default/{method}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;
    use crate::template::tests::FIXTURE;

    #[test]
    fn the_dev_stacks_values_win_and_names_of_aws_secrets_are_not_passed_on() {
        let template = Template::parse(FIXTURE, &BTreeMap::new()).unwrap();
        let mut credits = template.functions.into_iter().find(|f| f.binary == "credits").unwrap();
        credits.environment.insert("STRIPE_SECRET_KEY_NAME".to_owned(), "name".to_owned());
        credits.environment.insert("CATALOG".to_owned(), "/opt/catalog.toml".to_owned());
        let values = BTreeMap::from([("TABLE".to_owned(), "other".to_owned())]);

        let environment = of(&credits, &values);

        assert_eq!(environment["TABLE"], "other");
        assert_eq!(environment["LOG"], "info");
        assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], "CreditsFunction");
        assert_eq!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
        assert!(!environment.contains_key("STRIPE_SECRET_KEY_NAME"));
        assert!(!environment.contains_key("CATALOG"));
        assert!(!environment.contains_key("HOME"));
        assert_eq!(function_of(&environment[SESSION_TOKEN]), Some("credits"));
        assert_eq!(function_of("dev-credits/17"), Some("credits"));
        assert_eq!(function_of("credits/17"), None);
    }
}
