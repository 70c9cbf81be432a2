//! Lists a page at a time, newest first: <https://docs.stripe.com/api/pagination>.

use serde_json::{Value, json};

use crate::object::{text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// One page of what is wanted of all, given newest first. A cursor may name what is not wanted, or
/// no longer: what is wanted can change from page to page.
pub(crate) fn page<'a>(
    url: &str,
    params: &Params,
    all: impl Iterator<Item = &'a Value>,
    wanted: impl Fn(&&'a Value) -> bool,
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
    let start = after.map_or(0, |after| after.saturating_add(1));
    let between = all.iter().take(before.unwrap_or(all.len())).skip(start);
    let wanted = between.copied().filter(wanted);
    let backwards = before.is_some() && after.is_none();
    let one_more = limit.saturating_add(1);
    let mut data: Vec<&Value> = if backwards {
        wanted.rev().take(one_more).collect()
    } else {
        wanted.take(one_more).collect()
    };
    let more = data.len() > limit;
    data.truncate(limit);
    if backwards {
        data.reverse();
    }
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
        ids_without("", query)
    }

    fn ids_without(unwanted: &str, query: &str) -> (Vec<String>, bool) {
        let all: Vec<Value> = (0..5).map(|n| json!({ "id": format!("x{n}") })).collect();
        let params = Params::parse(query.as_bytes()).unwrap();
        let wanted = |object: &&Value| text(object, "id") != unwanted;
        let page = page("/v1/x", &params, all.iter(), wanted).unwrap();
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

    #[test]
    fn a_cursor_keeps_its_place_when_it_is_no_longer_wanted() {
        let (forwards, backwards) = ("limit=2&starting_after=x1", "limit=2&ending_before=x3");
        assert_eq!(ids_without("x1", forwards), (vec!["x2".into(), "x3".into()], true));
        assert_eq!(ids_without("x3", backwards), (vec!["x1".into(), "x2".into()], true));
        assert_eq!(ids_without("x1", "limit=2"), (vec!["x0".into(), "x2".into()], true));
    }
}
