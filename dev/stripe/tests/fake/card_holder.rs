//! A person in front of the hosted page.

use reqwest::Response;

use crate::shop::{Shop, header};

/// What a person typed and pressed.
pub async fn presses(shop: &Shop, session: &str, form: &[(&str, &str)]) -> Response {
    let page = format!("{}/stripe/checkout/{session}", shop.base);
    shop.http.post(page).form(form).send().await.unwrap()
}

pub async fn pays_with(shop: &Shop, session: &str, number: &str) -> Response {
    let form = [
        ("email", "ann@example.com"),
        ("number", number),
        ("expiry", "12 / 34"),
        ("cvc", "123"),
        ("name", "Ann"),
        ("action", "pay"),
    ];
    presses(shop, session, &form).await
}

/// Where the browser is sent with a 303.
pub fn sent_to(answer: &Response) -> String {
    assert_eq!(answer.status(), 303);
    header(answer, "location").to_owned()
}

pub async fn sees(shop: &Shop, session: &str) -> String {
    let page = format!("{}/stripe/checkout/{session}", shop.base);
    shop.http.get(page).send().await.unwrap().text().await.unwrap()
}
