//! Secrets: given by value on a laptop, by name in AWS.

use aws_credential_types::Credentials;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Config, Region};

use crate::config::{ConfigError, Environment, wrong};
use crate::store::https_client;

/// A secret and the one before it, if there is one.
pub struct Secret {
    /// What is valid.
    pub current: String,
    /// What was valid before the last rotation.
    pub previous: Option<String>,
}

/// The secret that `value` gives, or the one in Secrets Manager that `name` names. With
/// `previous`, the version that was current before the last rotation is read too.
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html>
pub async fn read(
    environment: &Environment,
    value: &'static str,
    name: &'static str,
    previous: bool,
) -> Result<Secret, ConfigError> {
    if let Some(current) = environment.optional(value) {
        return Ok(Secret { current, previous: None });
    }
    let id = environment.optional(name);
    let id = id.ok_or_else(|| wrong(value, format!("is not set, and {name} neither")))?;
    let client = client(environment)?;
    let current = version(&client, &id, "AWSCURRENT", name).await?;
    let current = current.ok_or_else(|| wrong(name, "the secret has no current version"))?;
    let previous = if previous { version(&client, &id, "AWSPREVIOUS", name).await? } else { None };
    Ok(Secret { current, previous })
}

/// The current value of the secret of this name; `variable` is where the name stands.
pub async fn named(
    environment: &Environment,
    id: &str,
    variable: &'static str,
) -> Result<String, ConfigError> {
    let found = version(&client(environment)?, id, "AWSCURRENT", variable).await?;
    found.ok_or_else(|| wrong(variable, "the secret has no current version"))
}

fn client(environment: &Environment) -> Result<Client, ConfigError> {
    let credentials = Credentials::from_keys(
        environment.required("AWS_ACCESS_KEY_ID")?,
        environment.required("AWS_SECRET_ACCESS_KEY")?,
        environment.optional("AWS_SESSION_TOKEN"),
    );
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(environment.required("AWS_REGION")?))
        .credentials_provider(credentials)
        .http_client(https_client());
    Ok(Client::from_conf(config.build()))
}

async fn version(
    client: &Client,
    id: &str,
    stage: &str,
    name: &'static str,
) -> Result<Option<String>, ConfigError> {
    let answer = client.get_secret_value().secret_id(id).version_stage(stage).send().await;
    match answer {
        Ok(answer) => Ok(answer.secret_string),
        Err(error) => {
            let error = error.into_service_error();
            // A secret that was never rotated has no previous version.
            if error.is_resource_not_found_exception() && stage == "AWSPREVIOUS" {
                return Ok(None);
            }
            Err(wrong(name, error.to_string()))
        }
    }
}
