//! The webhook on the API page.

use serde_json::{Value, json};

/// The webhook has no handler of the API: it has its own address, and Stripe's body.
pub fn webhook() -> Value {
    json!({ "post": {
        "operationId": "webhook",
        "tags": ["webhook"],
        "summary": "An event of Stripe; 200 means durably done or durably ignored",
        "description": "Its address is the output `WebhookUrl` of a deployed stack, and `webhook` \
            in the dev stack's `stack.json`. The signature over the raw body is the proof of who \
            sends; Stripe repeats what is not answered 200.",
        "servers": [{
            "url": "https://{webhook}.lambda-url.{region}.on.aws",
            "variables": { "webhook": { "default": "url" }, "region": { "default": "us-east-1" } },
        }],
        "security": [{}],
        "parameters": [{
            "name": "Stripe-Signature", "in": "header", "required": true,
            "description": "`t=…,v1=…`, at most 300 seconds old",
            "schema": { "type": "string" },
        }],
        "requestBody": {
            "required": true,
            "description": "An event, as Stripe signs it; at most 1 MiB",
            "content": { "application/json": { "schema": { "type": "object" } } },
        },
        "responses": { "200": { "description": "Done, or none of ours" } },
    } })
}
