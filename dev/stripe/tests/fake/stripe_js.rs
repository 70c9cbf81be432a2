//! The fake's own Stripe.js: what is served, to whom, and how a bank asks in it.

use serde_json::json;

use crate::shop::{Shop, header};
use crate::subscribed::id;

const FILES: [(&str, &str); 6] = [
    ("stripe.js", "text/javascript"),
    ("card", "text/html"),
    ("card.css", "text/css"),
    ("card.js", "text/javascript"),
    ("fields.js", "text/javascript"),
    ("words.js", "text/javascript"),
];

#[tokio::test]
async fn every_file_has_its_type_and_is_asked_for_again() {
    let shop = Shop::opens().await;
    for (name, kind) in FILES {
        let url = format!("{}/stripe/js/{name}", shop.base);
        let answer = shop.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{name}");
        assert_eq!(header(&answer, "content-type"), format!("{kind}; charset=utf-8"), "{name}");
        assert_eq!(header(&answer, "cache-control"), "no-cache", "{name}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{name}");
    }
}

#[tokio::test]
async fn the_frame_is_for_pages_of_this_machine_and_has_nothing_inline() {
    let shop = Shop::opens().await;
    let answer = shop.http.get(format!("{}/stripe/js/card", shop.base)).send().await.unwrap();
    assert_eq!(header(&answer, "x-frame-options"), "");
    let policy = header(&answer, "content-security-policy").to_owned();
    for part in ["default-src 'none'", "script-src 'self';", "frame-ancestors 'self' http://127.0"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let page = answer.text().await.unwrap();
    for inline in ["<style", " style=", " on", "<script>"] {
        assert!(!page.contains(inline), "{inline}");
    }
    for named in ["card.css", "card.js"] {
        assert!(page.contains(named) && FILES.iter().any(|(file, _)| *file == named), "{named}");
    }
}

#[tokio::test]
async fn stripe_js_is_one_classic_script_of_all_its_parts() {
    let shop = Shop::opens().await;
    let url = format!("{}/stripe/js/stripe.js", shop.base);
    let script = shop.http.get(url).send().await.unwrap().text().await.unwrap();
    assert!(script.starts_with("(() => {") && script.trim_end().ends_with("})();"));
    for part in ["class Frame", "class PaymentElement", "function showBank", "window.Stripe ="] {
        assert_eq!(script.matches(part).count(), 1, "{part}");
    }
    assert!(!script.contains("innerHTML") && !script.contains("eval("));
}

#[tokio::test]
async fn a_bank_asks_in_the_hands_of_stripe_js_though_an_address_is_named() {
    let shop = Shop::opens().await;
    let payment = shop.makes("payment_intents", &[("amount", "900"), ("currency", "usd")]).await;
    let setup = shop.makes("setup_intents", &[]).await;
    for (kind, intent) in [("payment_intents", payment), ("setup_intents", setup)] {
        let form = [
            ("client_secret", intent["client_secret"].as_str().unwrap()),
            ("payment_method", "pm_card_authenticationRequired"),
            ("return_url", "https://shop.example/back"),
            ("use_stripe_sdk", "true"),
        ];
        let path = format!("{kind}/{}/confirm", id(&intent));
        let (_, asked) = shop.browser(&path, &form).await;
        assert_eq!(asked["next_action"]["type"], "use_stripe_sdk", "{asked}");
        let page = asked["next_action"]["use_stripe_sdk"]["stripe_js"].as_str().unwrap();
        let answer = shop.http.get(page).send().await.unwrap();
        let policy = header(&answer, "content-security-policy");
        assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
        let pressed = shop.http.post(page).form(&[("action", "complete")]).send().await.unwrap();
        assert_eq!(pressed.status(), 200, "nobody is sent away");
        let done = shop.get(&format!("{kind}/{}", id(&intent))).await;
        assert_eq!(done["status"], json!("succeeded"));
        let (_, told) = shop.browser(&path, &form[..3]).await;
        assert_eq!(told["error"]["type"], "invalid_request_error", "it is over");
    }
}

#[tokio::test]
async fn no_other_page_may_be_shown_in_a_frame() {
    let shop = Shop::opens().await;
    let session = id(&shop.session().await);
    let url = format!("{}/stripe/checkout/{session}", shop.base);
    let answer = shop.http.get(url).send().await.unwrap();
    assert!(header(&answer, "content-security-policy").contains("frame-ancestors 'none'"));
}
