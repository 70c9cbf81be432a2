//! What the stack serves on its port, and in which order it is asked.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::any;
use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;
use http::{HeaderMap, Uri};
use tower::ServiceExt as _;

use super::Stack;
use crate::console::{self, Console};
use crate::gateway::function_url::{self, FunctionUrl};
use crate::gateway::{self, Gateway};
use crate::issuer::Issuer;
use crate::issuer::codes::Codes;
use crate::issuer::routes::{self as provider, Provider};
use crate::loopback::only_loopback;
use crate::options::Options;
use crate::site::{self, Site};
use crate::template::Template;
use crate::{page, practice};

/// The one router of the stack's port.
pub fn of(stack: &Stack, template: &Template, issuer: Issuer, options: &Options) -> Router {
    let issuer = Arc::new(issuer);
    let mut router = console::router(Arc::new(Console {
        page: page::of(&stack.described()),
        clock: Arc::clone(&stack.clock),
        issuer: Arc::clone(&issuer),
        specs: template.functions.clone(),
        functions: stack.functions.clone(),
        stripe: Arc::clone(&stack.stripe_opened),
    }));
    router = router.merge(stack.stripe_opened.router());
    let clock = Arc::clone(&stack.clock);
    router = router.merge(provider::router(Provider { issuer, codes: Codes::default(), clock }));
    router = router.merge(practice::routes::router(&stack.base, &stack.service_key));
    for spec in template.functions.iter().filter(|spec| spec.has_url) {
        let Some(function) = stack.functions.get(&spec.binary) else {
            continue;
        };
        let mounted = format!("/{}", spec.binary);
        let url = Arc::new(FunctionUrl {
            function: Arc::clone(function),
            mounted: mounted.clone(),
            clock: Arc::clone(&stack.clock),
        });
        let own = Router::new()
            .route(&mounted, any(function_url::serve))
            .route(&format!("{mounted}/{{*behind}}"), any(function_url::serve));
        router = router.merge(own.with_state(url));
    }
    let gateway = Gateway::new(template, &stack.functions, &stack.clock, options.throttled);
    let gateway = Router::new().fallback(gateway::serve).with_state(Arc::new(gateway));
    let config = site::config(&stack.issuer, stack.stripe_opened.is_fake());
    let behind = Arc::new(Behind {
        site: Site::new(&options.web, template.site_headers.clone(), config),
        stripe: stack.stripe_opened.router(),
        key: stack.stripe_opened.shown(&stack.stripe_opened.secret_key),
        gateway,
    });
    let behind = Router::new().fallback(serve).with_state(behind);
    router.fallback_service(behind).layer(from_fn(only_loopback))
}

/// What has no route of its own: a file of the pages, else the API.
///
/// Stripe's own command line keeps no path of `--api-base`: it asks `/v1/…` of the host. Whoever
/// comes with the secret key of the fake Stripe means that one, and not our API.
struct Behind {
    site: Site,
    stripe: Router,
    key: String,
    gateway: Router,
}

async fn serve(State(behind): State<Arc<Behind>>, mut request: Request) -> Response {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    if let Some(page) = behind.site.answer(method, uri, headers).await {
        return page;
    }
    let path = request.uri().path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
    let mounted = format!("/stripe{path}").parse::<Uri>();
    let router = match mounted {
        Ok(mounted) if path.starts_with("/v1/") && bears(request.headers(), &behind.key) => {
            *request.uri_mut() = mounted;
            &behind.stripe
        }
        _ => &behind.gateway,
    };
    // A router never fails; what goes wrong is an answer.
    let Ok(answer) = router.clone().oneshot(request).await;
    answer
}

fn bears(headers: &HeaderMap, key: &str) -> bool {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    !key.is_empty() && value.and_then(|value| value.strip_prefix("Bearer ")) == Some(key)
}
