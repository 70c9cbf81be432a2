//! The fake Stripe alone, to try SDKs and the checkout page against:
//! `cargo run -p fake-stripe --example serve -- 4243 http://127.0.0.1:4244/webhook [journal]`.
//! The secret key is `sk_test_fake`, the webhook secret `whsec_fake`.

use std::io;
use std::sync::Arc;

use fake_stripe::{FakeStripe, Settings};
use tokio::net::TcpListener;

fn main() -> io::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve())
}

async fn serve() -> io::Result<()> {
    let mut words = std::env::args().skip(1);
    let port = words.next().unwrap_or_else(|| "4243".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let stripe = FakeStripe::open(Settings {
        secret_key: "sk_test_fake".to_owned(),
        publishable_key: "pk_test_fake".to_owned(),
        base: base.clone(),
        webhook_url: words.next().unwrap_or_else(|| "http://127.0.0.1:4244/".to_owned()),
        webhook_secret: "whsec_fake".to_owned(),
        now: Arc::new(jiff::Timestamp::now),
        journal: words.next().map(Into::into),
    })?;
    println!("{base}");
    axum::serve(listener, stripe.router().merge(stripe.api_router())).await
}
