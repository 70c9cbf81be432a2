//! Payment intents as Stripe.js uses them: with the publishable key and the intent's secret.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{PUBLISHABLE_KEY, Shop, header, told};
use crate::subscribed::id;

/// The money of a customer, waiting: the intent, its path and its secret.
async fn intent(shop: &Shop, more: &[(&str, &str)]) -> (Value, String, String) {
    let form: Vec<_> =
        [("amount", "900"), ("currency", "usd")].into_iter().chain(more.iter().copied()).collect();
    let intent = shop.makes("payment_intents", &form).await;
    let path = format!("payment_intents/{}", id(&intent));
    let secret = intent["client_secret"].as_str().unwrap().to_owned();
    (intent, path, secret)
}

#[tokio::test]
async fn the_publishable_key_opens_an_intent_with_its_secret_and_nothing_else() {
    let shop = Shop::opens().await;
    let (_, path, secret) =
        intent(&shop, &[("metadata[a]", "b"), ("description", "9 dollars")]).await;
    let (_, _, other) = intent(&shop, &[]).await;
    let asks = |path: String| {
        let url = format!("{}/stripe/v1/{path}", shop.base);
        told(shop.http.get(url).bearer_auth(PUBLISHABLE_KEY))
    };
    let (status, seen) = asks(format!("{path}?client_secret={secret}")).await;
    assert_eq!((status, &seen["description"]), (200, &json!("9 dollars")));
    assert_eq!((seen.get("metadata"), seen.get("customer")), (None, None));
    let (status, body) = asks(path.clone()).await;
    assert_eq!((status, &body["error"]["param"]), (400, &json!("client_secret")));
    let (status, body) = asks(format!("{path}?client_secret={other}")).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("payment_intent_invalid_parameter")));
    for path in ["payment_intents", "customers", "invoices", "payment_methods"] {
        let (status, body) = asks(format!("{path}?client_secret={secret}")).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (401, &json!("secret_key_required")),
            "{path}"
        );
    }
    for deed in [path.clone(), format!("{path}/cancel"), "customers".to_owned()] {
        let form = [("client_secret", secret.as_str())];
        assert_eq!(shop.browser(&deed, &form).await.0, 401, "{deed}");
    }
    let form = [("client_secret", other.as_str()), ("payment_method", "pm_card_visa")];
    assert_eq!(shop.browser(&format!("{path}/confirm"), &form).await.0, 400);
    assert_eq!(shop.get(&path).await["status"], "requires_payment_method");
    let url = format!("{}/stripe/v1/{path}/confirm", shop.base);
    let form = [
        ("key", PUBLISHABLE_KEY),
        ("client_secret", secret.as_str()),
        ("payment_method", "pm_card_visa"),
    ];
    let (status, paid) = told(shop.http.post(url).form(&form)).await;
    assert_eq!((status, paid["status"].as_str()), (200, Some("succeeded")), "{paid}");
}

#[tokio::test]
async fn a_bank_that_asks_is_answered_by_the_card_holder() {
    let shop = Shop::opens().await;
    for (proven, status) in [(false, "requires_payment_method"), (true, "succeeded")] {
        let (_, path, secret) = intent(&shop, &[]).await;
        let form = [
            ("client_secret", secret.as_str()),
            ("payment_method", "pm_card_authenticationRequired"),
        ];
        let (code, asked) = shop.browser(&format!("{path}/confirm"), &form).await;
        assert_eq!((code, &asked["status"]), (200, &json!("requires_action")));
        assert_eq!(asked["next_action"]["type"], "use_stripe_sdk");
        assert_eq!(shop.kinds().await.last().unwrap(), "payment_intent.requires_action");
        let door = format!("{path}/authenticate");
        let (_, done) = shop.dev(&door, json!({ "succeeded": proven })).await;
        assert_eq!((&done["status"], &done["next_action"]), (&json!(status), &Value::Null));
        assert_eq!(shop.dev(&door, json!({})).await.0, 400, "nobody is asked any more");
        if !proven {
            let error = &done["last_payment_error"];
            assert_eq!(error["code"], "payment_intent_authentication_failure");
            assert_eq!(shop.kinds().await.last().unwrap(), "payment_intent.payment_failed");
            let form = [("payment_method", "pm_card_visa")];
            let paid = shop.makes(&format!("{path}/confirm"), &form).await;
            assert_eq!(paid["status"], "succeeded");
        }
    }
}

#[tokio::test]
async fn the_banks_page_goes_back_to_the_shop_and_says_how_it_went() {
    let shop = Shop::opens().await;
    for (number, pressed, went) in [
        ("4000002760003184", "complete", "succeeded"),
        ("4000002760003184", "fail", "failed"),
        ("4000008400001629", "complete", "failed"),
    ] {
        let (_, path, secret) = intent(&shop, &[]).await;
        let form = [
            ("client_secret", secret.as_str()),
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", number),
            ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "2034"),
            ("payment_method_data[billing_details][email]", "ann@example.com"),
            ("return_url", "https://shop.example/back?order=1"),
        ];
        let (_, asked) = shop.browser(&format!("{path}/confirm"), &form).await;
        let action = &asked["next_action"]["redirect_to_url"];
        assert_eq!(action["return_url"], "https://shop.example/back?order=1");
        let page = action["url"].as_str().unwrap();
        let shown = shop.http.get(page).send().await.unwrap().text().await.unwrap();
        assert!(shown.contains("Is this you?"), "{shown}");
        let forged = page.replace("_secret_", "_secret_x");
        assert_eq!(
            shop.http.post(&forged).form(&[("action", "complete")]).send().await.unwrap().status(),
            404
        );
        let back = shop.http.post(page).form(&[("action", pressed)]).send().await.unwrap();
        let back = header(&back, "location").to_owned();
        assert!(back.starts_with("https://shop.example/back?order=1&payment_intent=pi_"), "{back}");
        assert!(back.ends_with(&format!("redirect_status={went}")), "{back}");
        let status = if went == "succeeded" { "succeeded" } else { "requires_payment_method" };
        assert_eq!(shop.get(&path).await["status"], status);
    }
}

#[tokio::test]
async fn nobody_is_asked_who_is_away_and_the_card_is_declined() {
    let shop = Shop::opens().await;
    let (_, path, _) = intent(&shop, &[]).await;
    let form = [("payment_method", "pm_card_authenticationRequired"), ("off_session", "true")];
    let (status, body) = shop.post(&format!("{path}/confirm"), &form).await;
    assert_eq!((status, &body["error"]["code"]), (402, &json!("authentication_required")));
    assert_eq!(body["error"]["payment_intent"]["status"], "requires_payment_method");
}

#[tokio::test]
async fn a_kept_card_pays_for_its_own_customer_alone() {
    let shop = Shop::opens().await;
    let ann = id(&shop.makes("customers", &[("email", "ann@example.com")]).await);
    let bob = id(&shop.makes("customers", &[("email", "bob@example.com")]).await);
    let (_, path, secret) = intent(&shop, &[("customer", &ann)]).await;
    let form = [
        ("client_secret", secret.as_str()),
        ("payment_method", "pm_card_authenticationRequiredOnSetup"),
        ("setup_future_usage", "off_session"),
    ];
    shop.browser(&format!("{path}/confirm"), &form).await;
    let (_, paid) = shop.dev(&format!("{path}/authenticate"), json!({})).await;
    let kept = paid["payment_method"].as_str().unwrap();
    assert_eq!(shop.kinds().await.last().unwrap(), "payment_method.attached");
    let methods = shop.get(&format!("customers/{ann}/payment_methods?type=card")).await;
    assert_eq!(methods["data"][0]["id"], kept);

    let (_, path, _) = intent(&shop, &[("customer", &ann)]).await;
    let again = shop.makes(&format!("{path}/confirm"), &[("payment_method", kept)]).await;
    assert_eq!((&again["status"], &again["payment_method"]), (&json!("succeeded"), &json!(kept)));
    for more in [vec![("customer", bob.as_str())], vec![]] {
        let (_, path, secret) = intent(&shop, &more).await;
        let form = [("client_secret", secret.as_str()), ("payment_method", kept)];
        let (status, body) = shop.browser(&format!("{path}/confirm"), &form).await;
        assert_eq!((status, &body["error"]["param"]), (400, &json!("payment_method")), "{body}");
        assert_eq!(shop.get(&path).await["status"], "requires_payment_method");
    }
}

#[tokio::test]
async fn a_card_that_nobody_keeps_pays_once() {
    let shop = Shop::opens().await;
    let (_, path, _) = intent(&shop, &[]).await;
    let paid = shop.makes(&format!("{path}/confirm"), &[("payment_method", "pm_card_visa")]).await;
    let used = paid["payment_method"].as_str().unwrap();
    let (_, path, _) = intent(&shop, &[]).await;
    assert_eq!(shop.post(&format!("{path}/confirm"), &[("payment_method", used)]).await.0, 400);
    let ann = id(&shop.makes("customers", &[("email", "ann@example.com")]).await);
    let attach = format!("payment_methods/{used}/attach");
    assert_eq!(shop.post(&attach, &[("customer", ann.as_str())]).await.0, 400);
}

#[tokio::test]
async fn types_are_no_longer_written_by_those_who_speak_todays_version() {
    let shop = Shop::opens().await;
    for (kind, form) in [
        ("payment_intents", vec![("amount", "900"), ("currency", "usd")]),
        ("setup_intents", vec![]),
    ] {
        for (version, code) in [("2026-09-30.endive", 400), ("2026-08-26.dahlia", 200)] {
            let request = shop.api(Method::POST, kind).header("stripe-version", version);
            let form: Vec<_> =
                form.iter().copied().chain([("payment_method_types[]", "card")]).collect();
            let (status, body) = told(request.form(&form)).await;
            assert_eq!(status, code, "{body}");
            let said = body["error"]["code"].as_str().unwrap_or("");
            assert_eq!(said.is_empty(), code == 200, "{said}");
        }
    }
}

#[tokio::test]
async fn requests_with_keys_are_done_once_and_customers_of_two_keys_are_two() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    let with = |path: String, key: &'static str, form: Vec<(&'static str, String)>| {
        told(shop.api(Method::POST, &path).header("idempotency-key", key).form(&form))
    };
    let invoice = id(&order.invoice);
    let item = vec![
        ("customer", order.customer.clone()),
        ("amount", "1".to_owned()),
        ("currency", "usd".to_owned()),
    ];
    let pay = vec![("payment_method", "pm_card_visa".to_owned())];
    for (path, key, form) in [
        ("invoiceitems".to_owned(), "item", item.clone()),
        ("setup_intents".to_owned(), "setup", vec![("customer", order.customer.clone())]),
        (format!("invoices/{invoice}/pay"), "pay", pay.clone()),
    ] {
        let (status, first) = with(path.clone(), key, form.clone()).await;
        assert_eq!(status, 200, "{first}");
        assert_eq!(with(path.clone(), key, form.clone()).await, (200, first));
        let other = form.into_iter().chain([("metadata[x]", "y".to_owned())]).collect();
        let (status, body) = with(path, key, other).await;
        assert_eq!((status, body["error"]["type"].as_str()), (400, Some("idempotency_error")));
    }
    let intent = shop.get(&format!("charges?payment_intent={}", order.intent)).await;
    assert_eq!(intent["data"].as_array().unwrap().len(), 1);
    let ann = || vec![("email", "ann@example.com".to_owned())];
    let (a, b) = tokio::join!(
        with("customers".to_owned(), "a", ann()),
        with("customers".to_owned(), "b", ann()),
    );
    assert_ne!(a.1["id"], b.1["id"]);
    let (a, b) = tokio::join!(
        with("customers".to_owned(), "c", ann()),
        with("customers".to_owned(), "c", ann()),
    );
    assert_eq!(a.1["id"], b.1["id"], "one after the other, however they come");
}
