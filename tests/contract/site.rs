//! Holds the pages of `template.yaml`: deployed only when asked for, from a closed bucket, under one policy.

use crate::yaml::{at, template};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const RESOURCES: [&str; 6] = [
    "SiteBucket",
    "SiteBucketPolicy",
    "SiteOriginAccess",
    "SiteFunction",
    "SiteHeaders",
    "SiteDistribution",
];

#[test]
fn without_a_client_there_are_no_pages() {
    let template = template();
    let resources = at(&template, "/Resources").as_object().unwrap();
    let of_pages = |kind: &str| kind.starts_with("AWS::CloudFront") || kind.starts_with("AWS::S3");
    for (id, resource) in resources {
        let page = of_pages(resource["Type"].as_str().unwrap());
        assert_eq!(page, RESOURCES.contains(&id.as_str()), "{id}");
        assert_eq!(resource["Condition"] == "HasSite", page, "{id}");
    }
    for output in ["SiteUrl", "SiteBucketName"] {
        assert_eq!(at(&template, &format!("/Outputs/{output}/Condition")), "HasSite");
    }
    let asked = json!({"Fn::Not": [{"Fn::Equals": [{"Ref": "SiteClientId"}, ""]}]});
    assert_eq!(at(&template, "/Conditions/HasSite"), &asked);
    assert_eq!(at(&template, "/Parameters/SiteClientId/Default"), "");
}

#[test]
fn the_bucket_is_read_by_the_distribution_alone_and_never_in_the_clear() {
    let template = template();
    let bucket = at(&template, "/Resources/SiteBucket/Properties");
    let closed = bucket["PublicAccessBlockConfiguration"].as_object().unwrap();
    assert_eq!(closed.len(), 4);
    assert!(closed.values().all(|value| value == &json!(true)));
    let owned = json!({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]});
    assert_eq!(bucket["OwnershipControls"], owned);

    let distribution =
        "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${SiteDistribution}";
    let alone = json!({"StringEquals": {"AWS:SourceArn": {"Fn::Sub": distribution}}});
    let (whole, files) =
        (json!({"Fn::GetAtt": "SiteBucket.Arn"}), json!({"Fn::Sub": "${SiteBucket.Arn}/*"}));
    let cloudfront = json!({"Service": "cloudfront.amazonaws.com"});
    let expected = json!([
        {"Sid": "OnlyTheDistributionReads", "Effect": "Allow", "Principal": cloudfront,
         "Action": "s3:GetObject", "Resource": files, "Condition": alone},
        {"Sid": "WhatIsMissingIsMissing", "Effect": "Allow", "Principal": cloudfront,
         "Action": "s3:ListBucket", "Resource": whole, "Condition": alone},
        {"Sid": "NothingWithoutTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
         "Resource": [whole, files], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    ]);
    let policy = at(&template, "/Resources/SiteBucketPolicy/Properties/PolicyDocument");
    assert_eq!(policy["Statement"], expected);
}

#[test]
fn no_code_stands_in_a_page_and_nobody_frames_one() {
    let template = template();
    let path =
        "/Resources/SiteHeaders/Properties/ResponseHeadersPolicyConfig/SecurityHeadersConfig";
    let headers = at(&template, path);
    let policy = &headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0];
    let directives: BTreeMap<&str, &str> = policy
        .as_str()
        .unwrap()
        .split(';')
        .map(|directive| directive.trim().split_once(' ').unwrap())
        .collect();
    for (name, sources) in [
        ("default-src", "'none'"),
        ("script-src", "'self' https://js.stripe.com https://*.js.stripe.com"),
        ("style-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'self'"),
        ("frame-ancestors", "'none'"),
        ("object-src", "'none'"),
    ] {
        assert_eq!(directives[name], sources);
    }
    for (name, sources) in directives {
        for sources in sources.split(' ') {
            assert!(!sources.starts_with("'unsafe"), "{name}");
            assert!(sources != "*" && sources != "https:", "{name}");
        }
    }
    assert_eq!(headers["FrameOptions"]["FrameOption"], "DENY");
    let tls = &headers["StrictTransportSecurity"];
    assert_eq!(
        (&tls["AccessControlMaxAgeSec"], &tls["IncludeSubdomains"]),
        (&json!(63_072_000), &json!(true))
    );
    assert!(!headers["ContentTypeOptions"].is_null());
}

/// What an operator types stands in a script, between single quotes.
#[test]
fn what_the_pages_are_told_cannot_end_the_text_it_stands_in() {
    let template = template();
    let code = at(&template, "/Resources/SiteFunction/Properties/FunctionCode/Fn::Sub");
    let code = code.as_str().unwrap();
    assert!(code.contains("request.uri = '/pages' + path + '.html';"));
    let told: Vec<&str> =
        code.split("${").skip(1).map(|rest| rest.split_once('}').unwrap().0).collect();
    assert_eq!(told.len(), 6);
    for name in told {
        let parameter = at(&template, &format!("/Parameters/{name}"));
        let Some(pattern) = parameter["AllowedPattern"].as_str() else {
            let values = parameter["AllowedValues"].as_array().expect(name);
            assert_eq!(values, &[json!("access_token"), json!("id_token")]);
            continue;
        };
        assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{name}");
        let classes: Vec<&str> = pattern.split('[').skip(1).collect();
        for class in classes {
            let (class, _) = class.split_once(']').unwrap();
            assert!(!class.contains(['\'', '\\', '"', '\n', '^', '<']), "{name}: [{class}]");
        }
        assert!(!pattern.contains(['\'', '\\']), "{name}");
    }
}

#[test]
fn pages_and_api_have_one_address() {
    let template = template();
    let config = at(&template, "/Resources/SiteDistribution/Properties/DistributionConfig");
    let pages = &config["DefaultCacheBehavior"];
    assert_eq!(
        (&pages["TargetOriginId"], &pages["AllowedMethods"]),
        (&json!("files"), &json!(["GET", "HEAD"]))
    );
    assert_eq!(pages["ViewerProtocolPolicy"], "redirect-to-https");
    assert_eq!(pages["ResponseHeadersPolicyId"], json!({"Ref": "SiteHeaders"}));
    let [api] = config["CacheBehaviors"].as_array().unwrap().as_slice() else {
        panic!("one more way than that to the pages");
    };
    assert_eq!((&api["PathPattern"], &api["TargetOriginId"]), (&json!("/v1/*"), &json!("api")));
    assert_eq!(api["ViewerProtocolPolicy"], "https-only");
    // CachingDisabled: nobody is answered with what was meant for another.
    assert_eq!(api["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
    let certificate = &config["ViewerCertificate"]["Fn::If"][1];
    assert_eq!(certificate["MinimumProtocolVersion"], "TLSv1.2_2021");
    let origins: Vec<&Json> =
        config["Origins"].as_array().unwrap().iter().map(|origin| &origin["Id"]).collect();
    assert_eq!(origins, ["files", "api"]);
}
