//! The canonical text of an entry: one entry has one text, and one text is one entry.
//!
//! An input whose first byte is even is a text; otherwise the rest is what an entry is made from.

#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use shared::domain::amount::Amount;
use shared::domain::canonical::{read, write};
use shared::domain::entry::{Entry, EntryKind, Note, Outcome};
use shared::domain::hash::Hash;
use shared::domain::hold::{HoldId, Source};
use shared::domain::id::{AccountId, FeatureId, GrantId, Label, PlanId, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::{Fingerprint, OperationId, OperationKey, Scope};
use shared::domain::period::Every;
use shared::domain::posting::Posting;
use shared::domain::zone::Zone;

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((first, text)) if first % 2 == 0 => {
            if let Ok(text) = std::str::from_utf8(text) {
                of_text(text);
            }
        }
        Some((_, bytes)) => {
            if let Ok(entry) = entry(&mut Unstructured::new(bytes)) {
                of_entry(&entry);
            }
        }
        None => {}
    }
});

/// What is accepted is exactly what would be written.
fn of_text(text: &str) {
    if let Ok(entry) = read(text) {
        assert_eq!(write(&entry), text, "a second spelling of an entry is accepted");
        assert_eq!(entry.hash(), Hash::of(text.as_bytes()));
        for other in other_spellings(text) {
            assert!(read(&other).is_err(), "a second spelling is accepted: {other}");
        }
    }
}

/// The same said otherwise: escapes in lower case, a letter escaped, numbers with a sign or a zero,
/// hashes in upper case, other ends of lines.
fn other_spellings(text: &str) -> impl Iterator<Item = String> {
    let mut parts = text.split('%');
    let lower = parts.next().unwrap_or_default().to_owned()
        + &parts
            .map(|part| format!("%{}{}", part[..2].to_ascii_lowercase(), &part[2..]))
            .collect::<String>();
    let spellings = [
        lower,
        text.replacen("account=user:", "account=%75ser:", 1),
        text.replacen("seq=", "seq=+", 1),
        text.replacen("\nat=", "\nat=0", 1),
        text.replacen("prev=a", "prev=A", 1),
        text.replace('\n', "\r\n"),
        text.trim_end().to_owned(),
        format!("{text}\n"),
    ];
    let text = text.to_owned();
    spellings.into_iter().filter(move |other| *other != text)
}

/// What is written is read back, holds nothing but plain characters, and has a line for each part.
fn of_entry(entry: &Entry) {
    let text = write(entry);
    assert_eq!(read(&text).as_ref(), Ok(entry), "{text}");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/+-%= \n".contains(&byte);
    assert!(text.ends_with('\n') && text.bytes().all(plain), "{text:?}");
    let note = &entry.note;
    let notes = [&note.session, &note.reference, &note.reason].into_iter().flatten().count();
    let notes = notes + usize::from(note.member.is_some());
    let lines = 10 + notes + entry.postings.len() + entry.answer.len();
    assert_eq!(text.lines().count(), lines, "{text}");
    for line in text.lines() {
        let is_listed = line.starts_with("posting=") || line.starts_with("outcome=");
        assert!(is_listed || line.matches(['=', ' ']).count() == 1, "{line}");
    }
}

type Bytes<'a, 'b> = &'a mut Unstructured<'b>;

fn entry(u: Bytes) -> Result<Entry> {
    let scopes = [Scope::User, Scope::Service, Scope::Stripe, Scope::House];
    let kind = *u.choose(&EntryKind::ALL)?;
    let mut entry = Entry {
        account: AccountId::parse(format!("user:{}", text(u)?))
            .unwrap_or_else(|_| AccountId::parse("org:acme").expect("an account")),
        seq: u.arbitrary()?,
        prev: hash(u)?,
        at: moment(u)?,
        kind,
        operation: OperationId {
            scope: *u.choose(&scopes)?,
            principal: u.arbitrary()?,
            name: u.arbitrary()?,
        },
        fingerprint: Fingerprint(hash(u)?),
        note: Note {
            session: label(u)?,
            member: person(u)?,
            reference: label(u)?,
            reason: label(u)?,
        },
        postings: Vec::new(),
        answer: Vec::new(),
    };
    for _ in 0..u.int_in_range(0..=8)? {
        entry.postings.push(posting(u)?);
    }
    for _ in 0..u.int_in_range(0..=4)? {
        entry.answer.push(Outcome {
            feature: feature(u)?,
            amount: amount(u)?,
            short: u.arbitrary()?,
            available: amount(u)?,
        });
    }
    Ok(entry)
}

fn posting(u: Bytes) -> Result<Posting> {
    Ok(match u.int_in_range(0..=17)? {
        0 => Posting::Opened { plan: PlanId::parse(text(u)?).ok() },
        1 => Posting::Lapsed { feature: feature(u)?, every: every(u)?, index: u.arbitrary()? },
        2 => Posting::Expired { grant: grant(u)?, amount: amount(u)? },
        3 => Posting::Granted {
            grant: grant(u)?,
            feature: feature(u)?,
            amount: amount(u)?,
            granted: moment(u)?,
            expires: if u.arbitrary()? { Some(moment(u)?) } else { None },
            priority: u.arbitrary()?,
        },
        4 => Posting::Used {
            feature: feature(u)?,
            every: every(u)?,
            index: u.arbitrary()?,
            amount: u.arbitrary()?,
        },
        5 => Posting::Drew { grant: grant(u)?, amount: u.arbitrary()? },
        6 => Posting::Over {
            feature: feature(u)?,
            every: every(u)?,
            index: u.arbitrary()?,
            amount: u.arbitrary()?,
        },
        7 => Posting::Took { grant: grant(u)?, amount: amount(u)? },
        8 => Posting::Restored { grant: grant(u)?, amount: amount(u)? },
        9 => Posting::Held {
            hold: hold(u)?,
            member: person(u)?,
            expires: moment(u)?,
            from: source(u)?,
            amount: u.arbitrary()?,
        },
        10 => Posting::Settled { hold: hold(u)?, from: source(u)?, amount: u.arbitrary()? },
        11 => Posting::Released { hold: hold(u)?, from: source(u)?, amount: u.arbitrary()? },
        12 => Posting::Freed { hold: hold(u)?, from: source(u)?, amount: u.arbitrary()? },
        13 => Posting::Subscribed {
            subscription: name(u)?,
            plan: PlanId::parse(text(u)?)
                .unwrap_or_else(|_| PlanId::parse("plan-pro").expect("an id")),
            anchor: moment(u)?,
            until: moment(u)?,
        },
        14 => Posting::Unsubscribed { subscription: name(u)? },
        15 => Posting::Zoned {
            zone: Zone::parse(u.choose(&["UTC", "Asia/Seoul", "America/St_Johns"])?)
                .expect("a zone"),
        },
        16 => Posting::Capped { feature: feature(u)?, every: every(u)?, amount: amount(u)? },
        _ => Posting::Owes {
            purchase: PurchaseId::parse(text(u)?)
                .unwrap_or_else(|_| PurchaseId::parse("pur_1").expect("an id")),
            feature: feature(u)?,
            total: u.arbitrary()?,
        },
    })
}

fn hold(u: Bytes) -> Result<HoldId> {
    Ok(HoldId(OperationKey(hash(u)?)))
}

fn source(u: Bytes) -> Result<Source> {
    if u.arbitrary()? {
        return Ok(Source::Grant(grant(u)?));
    }
    Ok(Source::Allowance { feature: feature(u)?, every: every(u)?, index: u.arbitrary()? })
}

fn text(u: Bytes) -> Result<String> {
    u.arbitrary()
}

fn label(u: Bytes) -> Result<Option<Label>> {
    Ok(Label::parse(text(u)?).ok())
}

fn person(u: Bytes) -> Result<Option<AccountId>> {
    Ok(AccountId::parse(format!("user:{}", text(u)?)).ok())
}

fn name(u: Bytes) -> Result<Label> {
    Ok(label(u)?.unwrap_or_else(|| Label::parse("sub_1").expect("a name")))
}

fn grant(u: Bytes) -> Result<GrantId> {
    let parsed = GrantId::parse(text(u)?);
    Ok(parsed.unwrap_or_else(|_| GrantId::parse("welcome/minute").expect("an id")))
}

fn feature(u: Bytes) -> Result<FeatureId> {
    let parsed = FeatureId::parse(text(u)?);
    Ok(parsed.unwrap_or_else(|_| FeatureId::parse("minute").expect("a name")))
}

fn every(u: Bytes) -> Result<Every> {
    Ok(*u.choose(&[Every::Day, Every::Month, Every::BillingPeriod, Every::Ever])?)
}

fn amount(u: Bytes) -> Result<Amount> {
    Ok(if u.arbitrary()? { Amount::Of(u.arbitrary()?) } else { Amount::Unlimited })
}

fn moment(u: Bytes) -> Result<Moment> {
    let millis = u.int_in_range(0..=253_402_300_799_999)?;
    Ok(Moment::from_millis(millis).expect("within the years"))
}

fn hash(u: Bytes) -> Result<Hash> {
    Ok(Hash::of(u.bytes(1)?))
}
