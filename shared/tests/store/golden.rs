//! Every shape that was ever stored is kept as a file and read for ever.

use std::path::PathBuf;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};
use shared::domain::account::Account;
use shared::domain::id::Label;
use shared::domain::world::Item;
use shared::store::items::sweep_mark::{self, SweepMark, SweepPlace};
use shared::store::items::watermark::{self, Place, Watermark};
use shared::store::items::{self, Attributes, api_key};

use crate::samples::{account, alice, all, api_key, entry, now};

fn file(name: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/items/v1");
    let path = folder.join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn to_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(yes) => json!({ "BOOL": yes }),
        AttributeValue::L(values) => json!({ "L": values.iter().map(to_json).collect::<Vec<_>>() }),
        other => panic!("we write no {other:?}"),
    }
}

fn from_json(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "S" => AttributeValue::S(value.as_str().unwrap().to_owned()),
        "N" => AttributeValue::N(value.as_str().unwrap().to_owned()),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
        "L" => AttributeValue::L(value.as_array().unwrap().iter().map(from_json).collect()),
        other => panic!("we write no {other}"),
    }
}

fn as_json(attributes: &Attributes) -> Value {
    let fields = attributes.iter().map(|(name, value)| (name.clone(), to_json(value)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn as_attributes(json: &Value) -> Attributes {
    let fields = json.as_object().unwrap().iter();
    fields.map(|(name, value)| (name.clone(), from_json(value))).collect()
}

#[test]
fn every_stored_shape_is_read_and_written_back_the_same() {
    for (name, item) in all() {
        let golden = file(name);
        let read = items::read(&as_attributes(&golden)).unwrap();
        assert_eq!(read, item, "{name}");
        assert_eq!(as_json(&items::write(&read).unwrap()), golden, "{name}");
    }
}

#[test]
fn every_stored_api_key_is_read_and_written_back_the_same() {
    for (name, key) in
        [("api-key", api_key(None)), ("api-key-expiring", api_key(Some(1_800_000_000)))]
    {
        let golden = file(name);
        let read = api_key::read(&as_attributes(&golden), &key.hash).unwrap();
        assert_eq!(read, key, "{name}");
        assert_eq!(as_json(&api_key::write(&read)), golden, "{name}");
    }
}

#[test]
fn every_stored_watermark_is_read_and_written_back_the_same() {
    let done = 20_469;
    let place = Some(Place { day: 20_471, shard: 2, after: Some(alice()) });
    for (name, mark) in [
        ("watermark", Watermark { version: 3, done, failed: None, place: None }),
        ("watermark-walking", Watermark { version: 4, done, failed: Some(20_470), place }),
    ] {
        let golden = file(name);
        assert_eq!(watermark::read("renew", &as_attributes(&golden)).unwrap(), mark, "{name}");
        assert_eq!(as_json(&watermark::write("renew", &mark)), golden, "{name}");
    }
}

#[test]
fn every_stored_mark_of_the_sweep_is_read_and_written_back_the_same() {
    let label = |text: &str| Label::parse(text).unwrap();
    let since = now();
    let after = Some(label("evt_7"));
    let place = Some(SweepPlace { until: since.plus_days(1), source: label("events"), after });
    let report = Some("{\"repaired\":1}".to_owned());
    for (name, mark) in [
        ("sweep-mark", SweepMark { version: 3, since, place: None, report: None }),
        ("sweep-mark-walking", SweepMark { version: 4, since, place, report }),
    ] {
        let golden = file(name);
        assert_eq!(sweep_mark::read(&as_attributes(&golden)).unwrap(), mark, "{name}");
        assert_eq!(as_json(&sweep_mark::write(&mark)), golden, "{name}");
    }
}

#[test]
fn every_stored_copy_of_an_account_is_read_and_written_back_the_same() {
    let entry = entry(&alice(), 1_000);
    let left = Account { head: entry.hash(), ..account(&alice(), 1_000, 2) };
    let golden = file("entry-with-copy");
    let attributes = as_attributes(&golden);
    assert_eq!(items::read(&attributes).unwrap(), Item::Entry(Box::new(entry.clone())));
    assert_eq!(items::entry::read_copy(&attributes, &entry).unwrap().as_ref(), Some(&left));
    assert_eq!(as_json(&items::entry::write_with_copy(&entry, &left).unwrap()), golden);
}

#[test]
fn there_is_no_golden_file_that_nobody_reads() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/items/v1");
    let others = [
        "api-key",
        "api-key-expiring",
        "entry-with-copy",
        "sweep-mark",
        "sweep-mark-walking",
        "watermark",
        "watermark-walking",
    ];
    let read: Vec<_> = all().into_iter().map(|(name, _)| name).chain(others).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(read.contains(&name.as_str()), "{name}");
    }
}
