//! The headers of the pages in the template: `CloudFront`'s response headers policy, as a browser sees it.

use http::{HeaderName, HeaderValue, header};
use serde_json::Value;

use super::{text, texts};
use crate::fault::Fault;

/// Headers that every response of the pages carries.
pub type SiteHeaders = Vec<(HeaderName, HeaderValue)>;

/// Reads the policy's properties. A part that is not known here is refused, so that no browser test
/// runs under other headers than are deployed.
pub fn read(properties: &Value) -> Result<SiteHeaders, Fault> {
    let mut headers = SiteHeaders::new();
    for (part, value) in entries(properties.get("ResponseHeadersPolicyConfig")) {
        match part.as_str() {
            "Name" | "Comment" => {}
            "SecurityHeadersConfig" => {
                for (kind, value) in entries(Some(value)) {
                    headers.push(security(kind, value)?);
                }
            }
            "CustomHeadersConfig" => {
                let items = value.get("Items").and_then(Value::as_array).into_iter().flatten();
                for item in items {
                    headers.push(header(&said(item, "Header")?, &said(item, "Value")?)?);
                }
            }
            "CorsConfig" => {
                let origins = value.get("AccessControlAllowOrigins");
                let origins = texts(origins.and_then(|origins| origins.get("Items")));
                if origins != ["*"] {
                    return Err(Fault::Template("the pages' files are for any origin".to_owned()));
                }
                headers.push((header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")));
            }
            other => return Err(unknown(other)),
        }
    }
    Ok(headers)
}

fn security(kind: &str, value: &Value) -> Result<(HeaderName, HeaderValue), Fault> {
    let (name, value) = match kind {
        "ContentSecurityPolicy" => {
            ("content-security-policy", said(value, "ContentSecurityPolicy")?)
        }
        "ContentTypeOptions" => ("x-content-type-options", "nosniff".to_owned()),
        "FrameOptions" => ("x-frame-options", said(value, "FrameOption")?),
        "ReferrerPolicy" => ("referrer-policy", said(value, "ReferrerPolicy")?),
        "StrictTransportSecurity" => {
            let mut told = format!("max-age={}", said(value, "AccessControlMaxAgeSec")?);
            for (name, word) in [("IncludeSubdomains", "includeSubDomains"), ("Preload", "preload")]
            {
                if value.get(name).and_then(text).as_deref() == Some("true") {
                    told.push_str("; ");
                    told.push_str(word);
                }
            }
            ("strict-transport-security", told)
        }
        other => return Err(unknown(other)),
    };
    header(name, &value)
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let wrong = || Fault::Template(format!("{name}: {value} is no header"));
    let parsed = HeaderName::from_bytes(name.to_ascii_lowercase().as_bytes());
    let name = parsed.map_err(|_| wrong())?;
    Ok((name, HeaderValue::from_str(value.trim()).map_err(|_| wrong())?))
}

fn said(value: &Value, name: &str) -> Result<String, Fault> {
    let missing = || Fault::Template(format!("a header of the pages says no {name}"));
    value.get(name).and_then(text).ok_or_else(missing)
}

fn unknown(name: &str) -> Fault {
    Fault::Template(format!("the dev stack does not know {name} of the pages' headers"))
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(part: &str, value: &Value) -> Result<SiteHeaders, Fault> {
        read(&json!({ "ResponseHeadersPolicyConfig": { "Name": "n", part: value } }))
    }

    #[test]
    fn each_part_of_the_policy_is_the_header_that_cloudfront_sends() {
        let security = json!({
            "ContentSecurityPolicy": { "ContentSecurityPolicy": "default-src 'none'", "Override": true },
            "ContentTypeOptions": { "Override": true },
            "FrameOptions": { "FrameOption": "DENY", "Override": true },
            "StrictTransportSecurity": { "AccessControlMaxAgeSec": 60, "IncludeSubdomains": true },
        });
        let custom = json!({ "Items": [{ "Header": "X-Own", "Value": "a" }] });
        let cors = json!({ "AccessControlAllowOrigins": { "Items": ["*"] } });
        let told: Vec<_> = [
            policy("SecurityHeadersConfig", &security).unwrap(),
            policy("CustomHeadersConfig", &custom).unwrap(),
            policy("CorsConfig", &cors).unwrap(),
        ]
        .concat()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
        assert_eq!(
            told,
            [
                "content-security-policy: default-src 'none'",
                "x-content-type-options: nosniff",
                "x-frame-options: DENY",
                "strict-transport-security: max-age=60; includeSubDomains",
                "x-own: a",
                "access-control-allow-origin: *",
            ]
        );
    }

    #[test]
    fn a_part_that_is_not_known_is_named() {
        for (part, value) in [
            ("ServerTimingHeadersConfig", json!({})),
            ("SecurityHeadersConfig", json!({ "XSSProtection": {} })),
        ] {
            assert!(policy(part, &value).unwrap_err().told().contains("does not know"), "{part}");
        }
    }
}
