//! The pages as the stack serves them: from disk, under the template's headers, and nothing else of the disk.

use std::path::Path;

use dev::options::Options;
use dev::stack::Stack;
use http::header;
use reqwest::Response;

/// A stack of the product's own template, whose pages are in a directory of the test's own.
async fn serving(web: &Path) -> Stack {
    for (file, text) in [
        ("tally.js", "export {};"),
        ("elements/style.css", "p {}"),
        ("pages/usage.html", "<p>usage"),
        ("pages/payment/success.html", "<p>paid"),
        ("pages/demo.html", "<p>demo"),
        ("demo/mark.svg", "<svg/>"),
    ] {
        let file = web.join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    std::fs::write(web.parent().unwrap().join("secret.txt"), "secret").unwrap();
    Stack::start(Options { web: web.to_owned(), ..Options::in_memory() }).await.unwrap()
}

async fn get(stack: &Stack, path: &str) -> Response {
    reqwest::get(format!("{}{path}", stack.base)).await.unwrap()
}

fn said<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn pages_and_files_are_served_from_disk_under_the_templates_headers() {
    let own = std::env::temp_dir().join(dev::kept::random_hex(8).unwrap());
    let web = own.join("web");
    let stack = serving(&web).await;
    for (path, kind, text) in [
        ("/usage", "text/html", "<p>usage"),
        ("/usage?tab=1", "text/html", "<p>usage"),
        ("/payment/success", "text/html", "<p>paid"),
        ("/demo", "text/html", "<p>demo"),
        ("/pages/usage.html", "text/html", "<p>usage"),
        ("/tally.js", "text/javascript", "export {};"),
        ("/elements/style.css", "text/css", "p {}"),
        ("/demo/mark.svg", "image/svg+xml", "<svg/>"),
    ] {
        let page = get(&stack, path).await;
        assert_eq!((page.status().as_u16(), said(&page, "content-type")), (200, kind), "{path}");
        assert_eq!(said(&page, "cache-control"), "no-cache");
        let policy = said(&page, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' https://js.stripe.com"));
        assert!(policy.contains(&format!("connect-src 'self' {} ", stack.base)), "{policy}");
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(said(&page, name), value, "{path}");
        }
        assert_eq!(page.text().await.unwrap(), text);
    }
    std::fs::write(web.join("pages/usage.html"), "<p>changed").unwrap();
    assert_eq!(get(&stack, "/usage").await.text().await.unwrap(), "<p>changed");

    let config = get(&stack, "/config.json").await;
    assert_eq!(said(&config, "content-type"), "application/json");
    assert_eq!(said(&config, "x-frame-options"), "DENY");
    let config: serde_json::Value = config.json().await.unwrap();
    assert_eq!((&config["api"], &config["issuer"]), (&"".into(), &stack.issuer.clone().into()));
    stack.stop().await;
    std::fs::remove_dir_all(own).unwrap();
}

#[tokio::test]
async fn what_is_no_file_of_the_pages_is_the_gateways() {
    let own = std::env::temp_dir().join(dev::kept::random_hex(8).unwrap());
    let stack = serving(&own.join("web")).await;
    for path in [
        "/nothing",
        "/usage/",
        "/pages",
        "/pages/",
        "/elements/none.js",
        "/%2e%2e/secret.txt",
        "/pages/..%2f..%2fsecret.txt",
        "/pages/%00.html",
    ] {
        let answer = get(&stack, path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.text().await.unwrap(), r#"{"message":"Not Found"}"#, "{path}");
    }
    // What does not read a page is no request for one.
    let posted = reqwest::Client::new().post(format!("{}/usage", stack.base)).send().await;
    assert_eq!(posted.unwrap().status(), 404);
    let page = get(&stack, "/").await;
    assert!(page.headers().get(header::CONTENT_SECURITY_POLICY).is_none());
    assert!(page.text().await.unwrap().contains("Try the practice app"));
    stack.stop().await;
    std::fs::remove_dir_all(own).unwrap();
}
