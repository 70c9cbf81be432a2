//! Lists a page at a time, newest first: <https://docs.stripe.com/api/pagination>.

use serde_json::{Value, json};

use crate::object::{text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// One page of what is given newest first.
pub(crate) fn page<'a>(
    url: &str,
    params: &Params,
    all: impl Iterator<Item = &'a Value>,
) -> Result<Value, Refusal> {
    let limit = params.whole("limit")?.unwrap_or(10);
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit));
    let limit =
        limit.ok_or_else(|| params.wrong("limit", "Invalid limit: it must be from 1 to 100"))?;
    let all: Vec<&Value> = all.collect();
    let place = |param: &str| match params.text(param) {
        None => Ok(None),
        Some(id) => match all.iter().position(|object| text(object, "id") == id) {
            Some(place) => Ok(Some(place)),
            None => Err(Refusal::no_such("object in this list", id, param)),
        },
    };
    let (after, before) = (place("starting_after")?, place("ending_before")?);
    let start = match (after, before) {
        (Some(after), _) => after.saturating_add(1),
        (None, Some(before)) => before.saturating_sub(limit),
        (None, None) => 0,
    };
    let end = start.saturating_add(limit).min(before.unwrap_or(all.len())).min(all.len());
    let data: Vec<&Value> =
        all.iter().skip(start).take(end.saturating_sub(start)).copied().collect();
    let more = if before.is_some() && after.is_none() { start > 0 } else { end < all.len() };
    Ok(json!({ "object": "list", "data": data, "has_more": more, "url": url }))
}

/// The filter `created`: a moment, or an interval by `gt`, `gte`, `lt` and `lte`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    from: i64,
    to: i64,
}

impl Span {
    pub(crate) fn parse(params: &Params) -> Result<Self, Refusal> {
        if let Ok(Some(at)) = params.whole("created") {
            return Ok(Self { from: at, to: at });
        }
        let part = params.part("created");
        part.only("gt gte lt lte")?;
        let after = part.whole("gt")?.map_or(i64::MIN, |at| at.saturating_add(1));
        let before = part.whole("lt")?.map_or(i64::MAX, |at| at.saturating_sub(1));
        Ok(Self {
            from: after.max(part.whole("gte")?.unwrap_or(i64::MIN)),
            to: before.min(part.whole("lte")?.unwrap_or(i64::MAX)),
        })
    }

    pub(crate) fn holds(self, object: &Value) -> bool {
        (self.from..=self.to).contains(&whole(object, "created"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(query: &str) -> (Vec<String>, bool) {
        let all: Vec<Value> = (0..5).map(|n| json!({ "id": format!("x{n}") })).collect();
        let params = Params::parse(query.as_bytes()).unwrap();
        let page = page("/v1/x", &params, all.iter()).unwrap();
        let data = page["data"].as_array().unwrap();
        let ids = data.iter().map(|object| text(object, "id").to_owned()).collect();
        (ids, page["has_more"] == true)
    }

    #[test]
    fn a_list_is_walked_forwards_and_backwards() {
        assert_eq!(ids("limit=2"), (vec!["x0".into(), "x1".into()], true));
        assert_eq!(ids("limit=2&starting_after=x2"), (vec!["x3".into(), "x4".into()], false));
        assert_eq!(ids("limit=2&ending_before=x3"), (vec!["x1".into(), "x2".into()], true));
        assert_eq!(ids("limit=2&ending_before=x1"), (vec!["x0".into()], false));
        assert_eq!(ids("starting_after=x4"), (vec![], false));
    }
}
