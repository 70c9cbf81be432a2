//! What the stack serves on its port, and in which order it is asked.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::any;

use super::Stack;
use crate::console::{self, Console};
use crate::gateway::function_url::{self, FunctionUrl};
use crate::gateway::{self, Gateway};
use crate::issuer::Issuer;
use crate::loopback::only_loopback;
use crate::page;
use crate::template::Template;

/// The one router of the stack's port.
pub fn of(stack: &Stack, template: &Template, issuer: Issuer, throttled: bool) -> Router {
    let mut router = console::router(Arc::new(Console {
        page: page::of(&stack.described()),
        clock: Arc::clone(&stack.clock),
        issuer,
        specs: template.functions.clone(),
        functions: stack.functions.clone(),
        stripe: Arc::clone(&stack.stripe_opened),
    }));
    router = router.merge(stack.stripe_opened.router());
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
    let gateway = Gateway::new(template, &stack.functions, &stack.clock, throttled);
    let gateway = Router::new().fallback(gateway::serve).with_state(Arc::new(gateway));
    router.fallback_service(gateway).layer(from_fn(only_loopback))
}
