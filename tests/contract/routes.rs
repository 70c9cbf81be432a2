//! Every way in that the gateway knows, as the template must declare it and the routers must serve it.

/// One route: which function serves it, the method, the path, and whether a caller must be known.
pub struct Route {
    /// The function, which is also the crate and the binary.
    pub function: &'static str,
    /// The method, in capitals.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Whether the authorizer stands before it.
    pub known_caller: bool,
}

const fn route(function: &'static str, method: &'static str, path: &'static str) -> Route {
    Route { function, method, path, known_caller: true }
}

/// All routes of the HTTP API, by function. The webhook has its own address and none of these.
pub const ROUTES: [Route; 39] = [
    route("credits", "GET", "/v1/accounts/{account}/balances"),
    route("credits", "GET", "/v1/accounts/{account}/balances/{feature}"),
    route("credits", "POST", "/v1/accounts/{account}/consume"),
    route("credits", "POST", "/v1/accounts/{account}/record"),
    route("credits", "GET", "/v1/accounts/{account}/holds"),
    route("credits", "POST", "/v1/accounts/{account}/holds"),
    route("credits", "POST", "/v1/accounts/{account}/holds/{hold}/settle"),
    route("credits", "POST", "/v1/accounts/{account}/holds/{hold}/release"),
    route("usage", "POST", "/v1/accounts"),
    route("usage", "GET", "/v1/accounts/{account}"),
    route("usage", "GET", "/v1/accounts/{account}/summary"),
    route("usage", "GET", "/v1/accounts/{account}/ledger"),
    route("usage", "GET", "/v1/accounts/{account}/explain/{feature}"),
    route("usage", "GET", "/v1/accounts/{account}/purchases"),
    route("usage", "GET", "/v1/accounts/{account}/purchases/{purchase}"),
    route("usage", "GET", "/v1/accounts/{account}/verify"),
    route("usage", "GET", "/v1/accounts/{account}/subscriptions"),
    route("usage", "GET", "/v1/accounts/{account}/settings"),
    route("usage", "PUT", "/v1/accounts/{account}/settings"),
    Route { function: "checkout", method: "GET", path: "/v1/catalog", known_caller: false },
    route("checkout", "POST", "/v1/accounts/{account}/checkout"),
    route("checkout", "POST", "/v1/accounts/{account}/payment-intents"),
    route("checkout", "GET", "/v1/checkout/{session}"),
    route("wallet", "GET", "/v1/accounts/{account}/payment-methods"),
    route("wallet", "POST", "/v1/accounts/{account}/payment-methods"),
    route("wallet", "PUT", "/v1/accounts/{account}/payment-methods/default"),
    route("wallet", "DELETE", "/v1/accounts/{account}/payment-methods/{payment_method}"),
    route("wallet", "GET", "/v1/accounts/{account}/invoices"),
    route("wallet", "POST", "/v1/accounts/{account}/portal"),
    route("members", "GET", "/v1/accounts/{account}/members"),
    route("members", "GET", "/v1/accounts/{account}/members/{member}"),
    route("members", "PUT", "/v1/accounts/{account}/members/{member}"),
    route("members", "DELETE", "/v1/accounts/{account}/members/{member}"),
    route("admin", "GET", "/v1/events"),
    route("admin", "GET", "/v1/events/{event}"),
    route("admin", "POST", "/v1/events/{event}/retry"),
    route("admin", "GET", "/v1/find"),
    route("admin", "GET", "/v1/sweep"),
    route("admin", "POST", "/v1/accounts/{account}/adjustments"),
];
