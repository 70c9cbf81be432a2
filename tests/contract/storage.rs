//! Holds the table, the catalogs and the alarms of `template.yaml` to what the code relies on.

use crate::yaml::{at, resources_of, root, template};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_table_survives_every_mistake_and_costs_nothing_idle() {
    let template = template();
    let table = at(&template, "/Resources/Table");
    assert_eq!(table["DeletionPolicy"], "Retain");
    assert_eq!(table["UpdateReplacePolicy"], "Retain");
    let properties = &table["Properties"];
    assert_eq!(properties["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(properties["DeletionProtectionEnabled"], true);
    let recovery = &properties["PointInTimeRecoverySpecification"];
    assert_eq!(recovery["PointInTimeRecoveryEnabled"], true);
    assert_eq!(properties["SSESpecification"]["SSEEnabled"], true);
    let ttl = json!({"AttributeName": "expires", "Enabled": true});
    assert_eq!(properties["TimeToLiveSpecification"], ttl);
    assert!(
        properties["TableName"].is_null(),
        "a name would forbid replacement and a second stack"
    );
}

#[test]
fn the_table_has_its_key_and_both_indexes() {
    let template = template();
    let properties = at(&template, "/Resources/Table/Properties");
    let types: BTreeMap<&str, &str> = properties["AttributeDefinitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["AttributeName"].as_str().unwrap(), a["AttributeType"].as_str().unwrap()))
        .collect();
    let expected = [
        ("pk", "S"),
        ("sk", "S"),
        ("gsi1pk", "S"),
        ("gsi1sk", "N"),
        ("gsi2pk", "S"),
        ("gsi2sk", "S"),
    ];
    assert_eq!(types, BTreeMap::from(expected));
    let key = |hash: &str, range: &str| {
        json!([
            {"AttributeName": hash, "KeyType": "HASH"},
            {"AttributeName": range, "KeyType": "RANGE"},
        ])
    };
    assert_eq!(properties["KeySchema"], key("pk", "sk"));
    let index = |name: &str, key: Json, projection: &str| json!({"IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": projection}});
    let indexes = json!([
        index("GSI1", key("gsi1pk", "gsi1sk"), "ALL"),
        index("GSI2", key("gsi2pk", "gsi2sk"), "KEYS_ONLY"),
    ]);
    assert_eq!(properties["GlobalSecondaryIndexes"], indexes);
}

#[test]
fn every_catalog_can_be_chosen_and_lies_where_the_functions_look() {
    let template = template();
    let files: BTreeSet<String> = std::fs::read_dir(root().join("shared/catalogs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let chosen: BTreeSet<String> = at(&template, "/Parameters/Catalog/AllowedValues")
        .as_array()
        .unwrap()
        .iter()
        .map(|name| format!("{}.toml", name.as_str().unwrap()))
        .collect();
    assert_eq!(chosen, files, "the layer holds the catalogs and nothing else");
    assert_eq!(at(&template, "/Parameters/Catalog/Default"), "packs");
    // A layer without a build method is copied as it is, and unpacked into /opt.
    let layer = at(&template, "/Resources/Catalogs");
    assert_eq!(layer["Properties"]["ContentUri"], "shared/catalogs/");
    assert!(layer["Metadata"].is_null());
    for function in
        ["Credits", "Usage", "Checkout", "Wallet", "Members", "Admin", "Webhook", "Reset"]
    {
        let properties = at(&template, &format!("/Resources/{function}/Properties"));
        assert_eq!(properties["Layers"], json!([{"Ref": "Catalogs"}]), "{function}");
        let variable = &properties["Environment"]["Variables"]["CATALOG"];
        assert_eq!(variable, &json!({"Fn::Sub": "/opt/${Catalog}.toml"}), "{function}");
    }
}

#[test]
fn every_alarm_is_told_to_the_topic_and_sees_every_function() {
    let template = template();
    let alarms = resources_of(&template, "AWS::CloudWatch::Alarm");
    let expected = [
        "ApiErrorAlarm",
        "FunctionFaultAlarm",
        "FunctionThrottleAlarm",
        "ResetBehindAlarm",
        "ResetFailedAlarm",
        "ResetSilentAlarm",
        "ResetUndoneAlarm",
        "SweepBehindAlarm",
        "SweepFailedAlarm",
        "SweepRepairedAlarm",
        "WebhookErrorAlarm",
        "WebhookFailedAlarm",
    ];
    assert_eq!(BTreeSet::from_iter(alarms), BTreeSet::from(expected));
    for alarm in expected {
        let properties = at(&template, &format!("/Resources/{alarm}/Properties"));
        let told = json!(["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]);
        assert_eq!(properties["AlarmActions"]["Fn::If"], told, "{alarm}");
        // Quiet is well, but for what has to be heard of.
        let heard_of = ["ResetSilentAlarm", "SweepBehindAlarm"].contains(&alarm);
        let quiet = if heard_of { "breaching" } else { "notBreaching" };
        assert_eq!(properties["TreatMissingData"], quiet, "{alarm}");
    }
    for (alarm, metric) in
        [("FunctionFaultAlarm", "Errors"), ("FunctionThrottleAlarm", "Throttles")]
    {
        let metrics = at(&template, &format!("/Resources/{alarm}/Properties/Metrics"));
        let mut functions = resources_of(&template, "AWS::Serverless::Function");
        for entry in metrics.as_array().unwrap().iter().filter(|m| !m["MetricStat"].is_null()) {
            let read = &entry["MetricStat"]["Metric"];
            assert_eq!(read["MetricName"], metric);
            functions.retain(|name| read["Dimensions"][0]["Value"]["Ref"] != *name);
            let sum = metrics[0]["Expression"].as_str().unwrap();
            assert!(sum.split(" + ").any(|id| entry["Id"] == id), "{alarm} adds all of them");
        }
        assert!(functions.is_empty(), "{alarm} does not see {functions:?}");
    }
    for function in ["Webhook", "Admin"] {
        let filter = at(&template, &format!("/Resources/{function}FailedCount/Properties"));
        assert_eq!(filter["LogGroupName"], json!({"Ref": format!("{function}Log")}));
        assert_eq!(filter["FilterPattern"], "{ $.webhook_failed > 0 }");
    }
}
