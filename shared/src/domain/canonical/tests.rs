//! The text of one entry with everything in it, letter by letter, and texts that are none.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use super::*;

use crate::domain::amount::Amount;
use crate::domain::canonical::wire::CanonicalError;
use crate::domain::entry::{EntryKind, Note, Outcome};
use crate::domain::hash::Hash;
use crate::domain::hold::{HoldId, Source};
use crate::domain::id::{AccountId, FeatureId, GrantId, Label, PlanId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId, OperationKey, Scope};
use crate::domain::period::Every;
use crate::domain::posting::Posting;

const TEXT: &str = "\
v=1
account=user:alice
seq=7
prev=0000000000000000000000000000000000000000000000000000000000000000
at=1767268800000
kind=adjust
scope=service
principal=key:1
name=key/one%20two
fingerprint=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
session=s1
member=user:ann
reference=r%3D1
reason=a%20gift
posting=opened plan=plan-free
posting=lapsed feature=credit every=day index=20454
posting=expired grant=g1 amount=3
posting=granted grant=g2 feature=credit amount=unlimited granted=1767268800000 priority=100
posting=granted grant=g3 feature=credit amount=5 granted=1 expires=2 priority=1
posting=used feature=credit every=month index=24312 amount=2
posting=drew grant=g3 amount=1
posting=over feature=credit every=ever index=0 amount=4
posting=held hold=hold_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
expires=1767268800000 grant=g3 amount=2
posting=held hold=hold_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
member=user:ann expires=1767268800000 grant=g3 amount=2
posting=capped feature=credit every=day amount=2
posting=capped feature=credit every=ever amount=unlimited
posting=settled hold=hold_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
feature=credit every=day index=20454 amount=3
posting=released hold=hold_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
grant=g3 amount=4
posting=freed hold=hold_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
feature=credit every=month index=24312 amount=5
posting=took grant=g2 amount=unlimited
posting=restored grant=g3 amount=1
posting=owes purchase=pur_1 feature=credit total=6
outcome=credit amount=5 short=0 available=unlimited
outcome=minute amount=unlimited short=2 available=0
";

fn feature(name: &str) -> FeatureId {
    FeatureId::parse(name).unwrap()
}

fn moment(millis: i64) -> Moment {
    Moment::from_millis(millis).unwrap()
}

fn grant(name: &str) -> GrantId {
    GrantId::parse(name).unwrap()
}

fn granted(name: &str, amount: Amount, since: i64, until: Option<i64>, priority: u32) -> Posting {
    let (granted, expires) = (moment(since), until.map(moment));
    let (grant, feature) = (grant(name), feature("credit"));
    Posting::Granted { grant, feature, amount, granted, expires, priority }
}

fn postings() -> Vec<Posting> {
    let credit = || feature("credit");
    let purchase = PurchaseId::parse("pur_1").unwrap();
    let hold = HoldId(OperationKey(Hash::of(b"")));
    let of_grant = || Source::Grant(grant("g3"));
    let allowance = |every, index| Source::Allowance { feature: credit(), every, index };
    vec![
        Posting::Opened { plan: Some(PlanId::parse("plan-free").unwrap()) },
        Posting::Lapsed { feature: credit(), every: Every::Day, index: 20_454 },
        Posting::Expired { grant: grant("g1"), amount: Amount::Of(3) },
        granted("g2", Amount::Unlimited, 1_767_268_800_000, None, 100),
        granted("g3", Amount::Of(5), 1, Some(2), 1),
        Posting::Used { feature: credit(), every: Every::Month, index: 24_312, amount: 2 },
        Posting::Drew { grant: grant("g3"), amount: 1 },
        Posting::Over { feature: credit(), every: Every::Ever, index: 0, amount: 4 },
        held(None, of_grant()),
        held(AccountId::parse("user:ann").ok(), of_grant()),
        Posting::Capped { feature: credit(), every: Every::Day, amount: Amount::Of(2) },
        Posting::Capped { feature: credit(), every: Every::Ever, amount: Amount::Unlimited },
        Posting::Settled { hold, from: allowance(Every::Day, 20_454), amount: 3 },
        Posting::Released { hold, from: of_grant(), amount: 4 },
        Posting::Freed { hold, from: allowance(Every::Month, 24_312), amount: 5 },
        Posting::Took { grant: grant("g2"), amount: Amount::Unlimited },
        Posting::Restored { grant: grant("g3"), amount: Amount::Of(1) },
        Posting::Owes { purchase, feature: credit(), total: 6 },
    ]
}

fn held(member: Option<AccountId>, from: Source) -> Posting {
    let hold = HoldId(OperationKey(Hash::of(b"")));
    Posting::Held { hold, member, expires: moment(1_767_268_800_000), from, amount: 2 }
}

fn entry() -> Entry {
    let outcome = |name, amount, short, available| Outcome {
        feature: feature(name),
        amount,
        short,
        available,
    };
    let label = |text| Label::parse(text).ok();
    Entry {
        account: AccountId::parse("user:alice").unwrap(),
        seq: 7,
        prev: Hash::ZERO,
        at: moment(1_767_268_800_000),
        kind: EntryKind::Adjust,
        operation: OperationId::keyed(Scope::Service, "key:1", "one two"),
        fingerprint: Fingerprint(Hash::of(b"")),
        note: Note {
            session: label("s1"),
            member: AccountId::parse("user:ann").ok(),
            reference: label("r=1"),
            reason: label("a gift"),
        },
        postings: postings(),
        answer: vec![
            outcome("credit", Amount::Of(5), 0, Amount::Unlimited),
            outcome("minute", Amount::Unlimited, 2, Amount::NONE),
        ],
    }
}

fn refused(text: &str) -> &'static str {
    let Err(CanonicalError { field }) = read(text) else { panic!("is read:\n{text}") };
    field
}

#[test]
fn everything_of_an_entry_stands_in_its_text_and_is_read_from_it() {
    assert_eq!(write(&entry()), TEXT);
    assert_eq!(read(TEXT), Ok(entry()));
    assert_eq!(entry().hash(), Hash::of(TEXT.as_bytes()));
}

#[test]
fn what_need_not_be_said_is_left_out() {
    let plain = Entry {
        note: Note::default(),
        postings: vec![Posting::Opened { plan: None }],
        answer: Vec::new(),
        ..entry()
    };
    let text = write(&plain);
    assert!(text.ends_with("855\nposting=opened\n"), "{text}");
    assert_eq!(read(&text), Ok(plain));
}

/// A field that is missing, empty, or longer than it may be is named.
#[test]
fn a_text_without_a_field_is_no_entry() {
    let fields = ["v", "account", "seq", "prev", "at", "kind", "scope"];
    for field in fields.into_iter().chain(["principal", "name", "fingerprint"]) {
        let without = |line: &&str| !line.starts_with(&format!("{field}="));
        let text: Vec<_> = TEXT.lines().filter(without).collect();
        assert_eq!(refused(&text.join("\n")), field);
    }
}

#[test]
fn a_text_with_another_value_or_a_line_too_many_is_no_entry() {
    for (old, new, field) in [
        ("v=1\n", "v=2\n", "v"),
        ("user:alice", "alice", "account"),
        ("seq=7", "seq=seven", "seq"),
        ("at=1767268800000", "at=-1", "at"),
        ("kind=adjust", "kind=gift", "kind"),
        ("scope=service", "scope=guest", "scope"),
        ("name=key/one%20two", "name=key/one two", "name"),
        ("session=s1", "session=", "session"),
        ("plan=plan-free", "plan=Free", "plan"),
        ("plan=plan-free", "plan=plan-free more=1", "end"),
        ("every=day", "every=week", "every"),
        ("grant=g1", "grant=", "grant"),
        ("feature=credit every=day", "feature=Credit every=day", "feature"),
        ("granted=1 expires=2", "granted=1 expires=never", "expires"),
        ("grant=g3 amount=1", "grant=g3 amount=one", "amount"),
        ("total=6", "total=6 more=1", "end"),
        ("posting=drew", "posting=lent", "posting"),
        ("outcome=minute", "outcome=Minute", "outcome"),
        ("available=0\n", "available=0 more=1\n", "end"),
        ("available=0\n", "available=0\nmore=1\n", "end"),
        ("available=0\n", "available=0", "end"),
    ] {
        let text = TEXT.replacen(old, new, 1);
        assert_ne!(text, TEXT, "{old}");
        assert_eq!(refused(&text), field, "{new}");
    }
}
