//! Which route a request takes: the most specific one, as API Gateway chooses.

use std::collections::BTreeMap;

use http::Method;

use super::event::decoded;

/// Routes and where they lead.
#[derive(Debug)]
pub struct Routes<T> {
    routes: Vec<Route<T>>,
}

#[derive(Debug)]
struct Route<T> {
    key: String,
    method: Option<String>,
    segments: Vec<Segment>,
    target: T,
}

/// A part of a path, the more specific the smaller.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Exact(String),
    Parameter(String),
    Rest(String),
}

/// The route that was found.
#[derive(Debug)]
pub struct Found<'a, T> {
    /// Its key, as `GET /v1/accounts/{account}`.
    pub key: String,
    /// What the request has in place of the path's parameters, decoded.
    pub parameters: BTreeMap<String, String>,
    /// Where it leads.
    pub target: &'a T,
}

impl<T> Default for Routes<T> {
    fn default() -> Self {
        Self { routes: Vec::new() }
    }
}

impl<T> Routes<T> {
    /// Adds a route; the method may be `ANY`, the path `$default`.
    pub fn add(&mut self, method: &str, path: &str, target: T) {
        let default = path == "$default";
        let key = if default { path.to_owned() } else { format!("{method} {path}") };
        let segments = if default {
            vec![Segment::Rest(String::new())]
        } else {
            path.trim_start_matches('/').split('/').map(segment).collect()
        };
        let method = (method != "ANY" && !default).then(|| method.to_owned());
        self.routes.push(Route { key, method, segments, target });
        // Exact parts before parameters before the rest; a method before any.
        self.routes.sort_by_key(|route| {
            let kinds: Vec<_> = route.segments.iter().map(rank).collect();
            (kinds, route.method.is_none(), route.key.clone())
        });
    }

    /// The route for a request to this path, as it stands in the request line.
    pub fn find(&self, method: &Method, path: &str) -> Option<Found<'_, T>> {
        let parts: Vec<_> = path.trim_start_matches('/').split('/').collect();
        self.routes.iter().find_map(|route| {
            if route.method.as_ref().is_some_and(|wanted| wanted != method.as_str()) {
                return None;
            }
            let parameters = fit(&route.segments, &parts)?;
            Some(Found { key: route.key.clone(), parameters, target: &route.target })
        })
    }
}

fn segment(text: &str) -> Segment {
    match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        None => Segment::Exact(text.to_owned()),
        Some(name) => match name.strip_suffix('+') {
            None => Segment::Parameter(name.to_owned()),
            Some(name) => Segment::Rest(name.to_owned()),
        },
    }
}

fn rank(segment: &Segment) -> u8 {
    match segment {
        Segment::Exact(_) => 0,
        Segment::Parameter(_) => 1,
        Segment::Rest(_) => 2,
    }
}

fn fit(segments: &[Segment], parts: &[&str]) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    let mut parts = parts.iter();
    for segment in segments {
        match segment {
            Segment::Exact(text) => {
                if decoded(parts.next()?) != *text {
                    return None;
                }
            }
            Segment::Parameter(name) => {
                let part = parts.next()?;
                if part.is_empty() {
                    return None;
                }
                parameters.insert(name.clone(), decoded(part));
            }
            Segment::Rest(name) => {
                let rest: Vec<_> = parts.by_ref().map(|part| decoded(part)).collect();
                if !name.is_empty() {
                    parameters.insert(name.clone(), rest.join("/"));
                }
            }
        }
    }
    parts.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes() -> Routes<&'static str> {
        let mut routes = Routes::default();
        routes.add("ANY", "/v1/{proxy+}", "greedy");
        routes.add("GET", "/v1/accounts/{account}", "account");
        routes.add("GET", "/v1/accounts/me", "me");
        routes.add("ANY", "/v1/accounts/{account}/balances", "any balances");
        routes.add("GET", "/v1/accounts/{account}/balances", "get balances");
        routes.add("GET", "/v1/accounts/{account}/balances/{feature}", "balance");
        routes
    }

    #[test]
    fn the_most_specific_route_is_taken() {
        let routes = routes();
        for (method, path, target) in [
            (Method::GET, "/v1/accounts/me", "me"),
            (Method::GET, "/v1/accounts/user:a", "account"),
            (Method::GET, "/v1/accounts/user:a/balances", "get balances"),
            (Method::POST, "/v1/accounts/user:a/balances", "any balances"),
            (Method::GET, "/v1/accounts/user:a/balances/x", "balance"),
            (Method::DELETE, "/v1/accounts/me", "greedy"),
            (Method::GET, "/v1/accounts/user:a/", "greedy"),
            (Method::GET, "/v1/else/where", "greedy"),
        ] {
            let found = routes.find(&method, path).unwrap();
            assert_eq!(*found.target, target, "{method} {path}");
        }
        assert!(routes.find(&Method::GET, "/v2").is_none());
    }

    #[test]
    fn path_parameters_are_decoded() {
        let routes = routes();
        let found = routes.find(&Method::GET, "/v1/accounts/user%3Aa%20b%2Fc/balances/é").unwrap();
        assert_eq!(found.parameters["account"], "user:a b/c");
        assert_eq!(found.key, "GET /v1/accounts/{account}/balances/{feature}");
        let rest = routes.find(&Method::PUT, "/v1/a/b").unwrap();
        assert_eq!(rest.parameters["proxy"], "a/b");
    }

    #[test]
    fn the_default_route_takes_what_is_left() {
        let mut routes = routes();
        routes.add("ANY", "$default", "default");
        let found = routes.find(&Method::GET, "/elsewhere").unwrap();
        assert_eq!((found.key.as_str(), *found.target), ("$default", "default"));
        assert!(found.parameters.is_empty());
    }
}
