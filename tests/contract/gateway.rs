//! Holds the ways in of `template.yaml`: routes, authorizer, limits, and the webhook's own address.

use crate::FUNCTION;
use crate::routes::ROUTES;
use crate::yaml::{at, resources_of, template};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

#[test]
fn every_route_has_its_function_its_method_and_its_caller() {
    let template = template();
    let mut declared = BTreeSet::new();
    for function in resources_of(&template, FUNCTION) {
        let events = &at(&template, &format!("/Resources/{function}/Properties"))["Events"];
        for (name, event) in events.as_object().into_iter().flatten() {
            if event["Type"] == "ScheduleV2" {
                continue; // `schedule.rs` holds the schedules.
            }
            assert_eq!(event["Type"], "HttpApi", "{function}/{name}");
            let properties = &event["Properties"];
            assert_eq!(properties["ApiId"], json!({"Ref": "Api"}), "{function}/{name}");
            let known_caller = match &properties["Auth"] {
                Json::Null => true,
                auth => {
                    assert_eq!(auth, &json!({"Authorizer": "NONE"}), "{function}/{name}");
                    false
                }
            };
            let method = properties["Method"].as_str().unwrap().to_owned();
            let path = properties["Path"].as_str().unwrap().to_owned();
            declared.insert((function.to_lowercase(), method, path, known_caller));
        }
    }
    let expected = ROUTES
        .iter()
        .map(|r| (r.function.to_owned(), r.method.to_owned(), r.path.to_owned(), r.known_caller))
        .collect();
    assert_eq!(declared, expected);
}

#[test]
fn the_webhook_has_an_address_of_its_own_and_reserves_only_when_told() {
    let template = template();
    for function in resources_of(&template, FUNCTION) {
        let properties = at(&template, &format!("/Resources/{function}/Properties"));
        let url = &properties["FunctionUrlConfig"];
        if function == "Webhook" {
            assert_eq!(url, &json!({"AuthType": "NONE", "InvokeMode": "BUFFERED"}));
            let reserved = &properties["ReservedConcurrentExecutions"]["Fn::If"];
            assert_eq!(reserved[0], "ReservesWebhook");
            assert_eq!(reserved[2], json!({"Ref": "AWS::NoValue"}));
        } else {
            assert!(url.is_null(), "{function} is reached through the gateway alone");
        }
    }
    assert_eq!(at(&template, "/Parameters/WebhookReservedConcurrency/Default"), 0);
}

#[test]
fn the_gateway_asks_the_authorizer_and_holds_its_limits() {
    let template = template();
    let api = at(&template, "/Resources/Api/Properties");
    assert_eq!(api["Auth"]["DefaultAuthorizer"], "Caller");
    let caller = &api["Auth"]["Authorizers"]["Caller"];
    assert_eq!(caller["FunctionArn"], json!({"Fn::GetAtt": "Authorizer.Arn"}));
    assert_eq!(caller["AuthorizerPayloadFormatVersion"], "2.0");
    assert_eq!(caller["EnableSimpleResponses"], true);
    assert_eq!(caller["EnableFunctionDefaultPermissions"], true);
    let identity = json!({"Headers": ["Authorization"], "ReauthorizeEvery": {"Ref": "AuthorizerCacheSeconds"}});
    assert_eq!(caller["Identity"], identity);
    assert_eq!(at(&template, "/Parameters/AuthorizerCacheSeconds/Default"), 300);

    let cors = &api["CorsConfiguration"]["Fn::If"];
    assert_eq!(cors[0], "HasOrigins");
    assert_eq!(cors[1]["AllowOrigins"], json!({"Ref": "Origins"}), "an explicit list");
    assert_eq!(
        cors[1]["AllowHeaders"],
        json!(["authorization", "content-type", "idempotency-key"])
    );
    let used: BTreeSet<&str> = ROUTES.iter().map(|route| route.method).collect();
    let allowed: BTreeSet<&str> =
        cors[1]["AllowMethods"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
    assert_eq!(allowed, used, "browsers may use the methods that routes have");

    assert_eq!(api["DefaultRouteSettings"]["ThrottlingRateLimit"], json!({"Ref": "ThrottleRate"}));
    assert_eq!(
        api["DefaultRouteSettings"]["ThrottlingBurstLimit"],
        json!({"Ref": "ThrottleBurst"})
    );
    let line = api["AccessLogSettings"]["Format"].as_str().unwrap();
    let line: Json = serde_json::from_str(line).expect("a line of the access log is JSON");
    for personal in ["sourceIp", "userAgent", "identity", "Authorization"] {
        assert!(!line.to_string().contains(personal), "the access log carries ids and results");
    }
}
