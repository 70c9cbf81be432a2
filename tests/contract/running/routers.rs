//! The routers and the template name the same routes, and each is served by its own function.

use std::collections::BTreeSet;

use serde_json::json;
use tests::answer::Answer;
use tests::house::House;

use crate::routes::ROUTES;
use crate::yaml::root;

/// Each `.route("path", get(…))` of a function's router, as it stands in its one file.
fn declared(function: &str) -> BTreeSet<(String, String)> {
    let file = root().join(format!("functions/{function}/src/routes.rs"));
    let text = std::fs::read_to_string(file).expect("the function's routes");
    let routes = text.split(".route(\"").skip(1).map(|rest| {
        let (path, rest) = rest.split_once("\", ").expect("a path and what serves it");
        let (method, _) = rest.split_once('(').expect("a method");
        (method.to_uppercase(), path.to_owned())
    });
    routes.collect()
}

/// what the gateway lets through a router serves, and nothing is served that has no way in.
#[test]
fn every_router_has_the_routes_of_the_template_and_no_other() {
    for function in ["credits", "usage", "checkout", "wallet", "members", "admin"] {
        let routes = ROUTES.iter().filter(|route| route.function == function);
        let expected = routes.map(|it| (it.method.to_owned(), it.path.to_owned())).collect();
        assert_eq!(declared(function), expected, "{function}");
    }
    assert_eq!(declared("webhook"), BTreeSet::from([("POST".to_owned(), "/".to_owned())]));
}

/// each route reaches its own function's handler, and not the answer for what is not there.
#[tokio::test]
async fn every_route_of_the_template_is_served_by_its_function() {
    let house = House::open().await;
    let backend = house.backend();
    for route in &ROUTES {
        let path = route
            .path
            .replace("{account}", "user:alice")
            .replace("{feature}", "interview_credit")
            .replace("{hold}", &format!("hold_{}", "0".repeat(64)))
            .replace("{purchase}", "pur_00000000000000000000000000")
            .replace("{session}", "cs_test_none")
            .replace("{payment_method}", "pm_none")
            .replace("{member}", "user:bob")
            .replace("{event}", "evt_none");
        let told = match route.method {
            "GET" => backend.get(&path).await,
            "PUT" => backend.put(&path, &json!({})).await,
            "DELETE" => backend.delete(&path).await,
            _ => backend.post_as("key", &path, &json!({})).await,
        };
        assert_ne!(told.status, 405, "{} {}", route.method, route.path);
        let id = told.header("x-request-id").expect("an id").to_owned();
        let line = crate::lines::of_request(&house, &id).await;
        assert_eq!(line["route"], route.path, "{line}: matched by the router");
        assert_eq!(line["function"], route.function, "{line}");
        let stranger = Answer::of(house.nobody().request(route.method, &path)).await;
        assert_eq!(stranger.status == 401, route.known_caller, "{} {path}", route.method);
    }
}
