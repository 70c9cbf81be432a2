//! What each function may do in the AWS account, as a table, and how the template's roles are read.

use crate::yaml::at;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// One function's rights: its actions on each resource.
pub struct Rights {
    /// The function's logical id.
    pub function: &'static str,
    /// Each action with the resource it is for.
    pub may: &'static [(&'static str, &'static str)],
}

/// The whole table. A right that is missing here or there fails the test; both say why it is needed.
///
/// A transaction needs no action of its own: its puts ask for `PutItem`, conditions included (Amazon
/// `DynamoDB` Developer Guide, "Using IAM with transactions"). A read of several items is a batch,
/// which is an action of its own.
pub const RIGHTS: [Rights; 9] = [
    Rights {
        function: "Authorizer",
        may: &[
            ("dynamodb:GetItem", "Table"),
            ("logs:CreateLogStream", "AuthorizerLog"),
            ("logs:PutLogEvents", "AuthorizerLog"),
            ("secretsmanager:GetSecretValue", "IssuerSecretName, if HasIssuerSecret"),
        ],
    },
    Rights {
        function: "Credits",
        may: &[
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            ("logs:CreateLogStream", "CreditsLog"),
            ("logs:PutLogEvents", "CreditsLog"),
        ],
    },
    Rights {
        function: "Usage",
        may: &[
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            ("dynamodb:Query", "Table"),
            ("dynamodb:Query", "Table/index/GSI1"),
            ("logs:CreateLogStream", "UsageLog"),
            ("logs:PutLogEvents", "UsageLog"),
        ],
    },
    Rights {
        function: "Checkout",
        may: &[
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            ("dynamodb:Query", "Table/index/GSI1"),
            ("logs:CreateLogStream", "CheckoutLog"),
            ("logs:PutLogEvents", "CheckoutLog"),
            ("secretsmanager:GetSecretValue", "StripeSecretKeyName"),
        ],
    },
    Rights {
        function: "Wallet",
        may: &[
            // The account's customer, made and noted when a card is saved before anything is bought.
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            ("logs:CreateLogStream", "WalletLog"),
            ("logs:PutLogEvents", "WalletLog"),
            ("secretsmanager:GetSecretValue", "StripeSecretKeyName"),
        ],
    },
    Rights {
        function: "Members",
        may: &[
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            // An organisation's members stand in its own partition, and are read strongly.
            ("dynamodb:Query", "Table"),
            ("logs:CreateLogStream", "MembersLog"),
            ("logs:PutLogEvents", "MembersLog"),
        ],
    },
    Rights {
        function: "Admin",
        may: &[
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            // The events that failed are listed there.
            ("dynamodb:Query", "Table/index/GSI2"),
            ("logs:CreateLogStream", "AdminLog"),
            ("logs:PutLogEvents", "AdminLog"),
            ("secretsmanager:GetSecretValue", "StripeSecretKeyName"),
        ],
    },
    Rights {
        function: "Webhook",
        may: &[
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            ("logs:CreateLogStream", "WebhookLog"),
            ("logs:PutLogEvents", "WebhookLog"),
            ("secretsmanager:GetSecretValue", "StripeSecretKeyName"),
            ("secretsmanager:GetSecretValue", "StripeWebhookSecretName"),
        ],
    },
    Rights {
        function: "Reset",
        may: &[
            ("dynamodb:BatchGetItem", "Table"),
            ("dynamodb:GetItem", "Table"),
            ("dynamodb:PutItem", "Table"),
            ("dynamodb:Query", "Table/index/GSI2"),
            ("logs:CreateLogStream", "ResetLog"),
            ("logs:PutLogEvents", "ResetLog"),
            // The sweep asks Stripe what it has told.
            ("secretsmanager:GetSecretValue", "StripeSecretKeyName"),
            // Where a run goes that failed three times.
            ("sqs:SendMessage", "ResetUndone"),
        ],
    },
];

/// What the schedule of `Reset` may: hand its event over, or put it aside.
pub const SCHEDULE: [(&str, &str); 2] =
    [("lambda:InvokeFunction", "Reset"), ("sqs:SendMessage", "ResetUndone")];

/// Every action of a role with the resource it is for, named as in [`RIGHTS`].
pub fn granted(template: &Json, role: &str) -> BTreeSet<(String, String)> {
    let properties = at(template, &format!("/Resources/{role}/Properties"));
    let keys: Vec<&str> = properties.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["AssumeRolePolicyDocument", "Policies"], "{role} has nothing managed");
    let mut found = BTreeSet::new();
    for policy in properties["Policies"].as_array().unwrap() {
        for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
            match statement["Fn::If"].as_array().map(Vec::as_slice) {
                Some([condition, then, otherwise]) => {
                    assert_eq!(otherwise["Ref"], "AWS::NoValue", "{role}: else nothing");
                    let suffix = format!(", if {}", condition.as_str().unwrap());
                    collect(then, &suffix, &mut found);
                }
                Some(other) => panic!("{role}: not a condition: {other:?}"),
                None => collect(statement, "", &mut found),
            }
        }
    }
    found
}

fn collect(statement: &Json, suffix: &str, found: &mut BTreeSet<(String, String)>) {
    let keys: Vec<&str> = statement.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["Action", "Effect", "Resource"], "a statement is spelled out: {statement}");
    assert_eq!(statement["Effect"], "Allow");
    for action in each(&statement["Action"]) {
        for resource in each(&statement["Resource"]) {
            let action = action.as_str().expect("an action is a word").to_owned();
            found.insert((action, format!("{}{suffix}", resource_name(resource))));
        }
    }
}

fn each(value: &Json) -> Vec<&Json> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

/// `Table` for the table, `Table/index/GSI1` for its index, a parameter's name for a secret.
fn resource_name(resource: &Json) -> String {
    if let Some(name) = resource["Fn::GetAtt"].as_str() {
        return name.strip_suffix(".Arn").expect("rights are given on an ARN").to_owned();
    }
    let text = resource["Fn::Sub"].as_str().unwrap_or_else(|| panic!("spelled out: {resource}"));
    let secrets = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${";
    // Secrets Manager appends a dash and six characters to the name: `??????`, and no `*`.
    match text.strip_prefix(secrets).and_then(|rest| rest.strip_suffix("}-??????")) {
        Some(parameter) => parameter.to_owned(),
        None => text.replace("${Table.Arn}", "Table"),
    }
}
