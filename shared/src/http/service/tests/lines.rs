//! The line that each request leaves in the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use super::{answer, served};
use crate::http::sample::{alice, event, service};
use crate::http::telemetry::pseudonym;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn each_request_is_one_line_without_anything_secret() {
    let lines = Lines::default();
    let subscriber =
        tracing_subscriber::fmt().json().flatten_event(true).with_writer(lines.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut served = served(None);
    let mut sent = event("POST", "/v1/echo/sk_live_path?q=sk_live_query", &alice());
    sent["headers"]["authorization"] = "Bearer sk_live_token".into();
    sent["headers"]["content-type"] = "application/json".into();
    sent["body"] = r#"{"email":"sk_live@body.example"}"#.into();
    answer(&mut served, &sent).await;
    answer(&mut served, &event("GET", "/v1/short", &service("service"))).await;
    answer(&mut served, &event("GET", "/nowhere", &Value::Null)).await;
    drop(guard);
    let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!written.contains("sk_live") && !written.contains("alice"), "{written}");
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["message"] == "request")
        .collect();
    let [first, second, third] = lines.as_slice() else { panic!("{written}") };
    assert_eq!(
        [&first["request_id"], &first["method"], &first["route"], &first["status"]],
        [&json!("request-1"), &json!("POST"), &json!("/v1/echo/{name}"), &json!(200)]
    );
    assert_eq!([&first["caller"], &first["cold"]], [&json!("user"), &json!(true)]);
    assert_eq!(first["subject"], pseudonym("user:alice"));
    assert!(first["duration_ms"].is_f64() && first.get("problem").is_none());
    assert_eq!([&second["subject"], &second["cold"]], [&json!("key:k1"), &json!(false)]);
    assert_eq!([&second["status"], &second["problem"]], [&json!(402), &json!("insufficient")]);
    assert_eq!([&third["route"], &third["caller"]], [&json!("unmatched"), &json!("none")]);
}
