//! A member of an organisation as an item: beside the organisation's account, in its partition.

use serde::{Deserialize, Serialize};

use crate::domain::id::{AccountId, FeatureId};
use crate::domain::member::{Cap, Member, Standing, Tally};
use crate::domain::period::Every;
use crate::domain::world::Name;
use crate::store::items::Attributes;
use crate::store::items::document::{Units, text};
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::Key;

// A field that we do not know is refused: writing the record back would lose it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(with = "text")]
    standing: Standing,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    caps: Vec<CapDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    used: Vec<TallyDocument>,
    counted: u64,
}

/// A cap: a member's own, or one that its organisation has for everybody.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CapDocument {
    #[serde(with = "text")]
    feature: FeatureId,
    #[serde(with = "text")]
    every: Every,
    amount: Units,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TallyDocument {
    #[serde(with = "text")]
    feature: FeatureId,
    #[serde(with = "text")]
    every: Every,
    index: i64,
    since: u64,
    used: u64,
}

/// The attributes of a member.
pub fn write(member: &Member) -> Result<Attributes, ItemError> {
    let document = Document {
        standing: member.standing,
        caps: member.caps.iter().map(CapDocument::of).collect(),
        used: member.used.iter().map(TallyDocument::of).collect(),
        counted: member.counted,
    };
    let name = Name::Member(member.account.clone(), member.user.clone());
    let draft = Draft::of(Key::of(&name)).number("version", member.version);
    Ok(draft.document("body", &document)?.done())
}

/// The member that an item says.
pub fn read(fields: &Fields<'_>, account: AccountId, user: AccountId) -> Result<Member, ItemError> {
    let document: Document = fields.document("body")?;
    Ok(Member {
        account,
        user,
        version: fields.number("version")?,
        standing: document.standing,
        caps: document.caps.into_iter().map(CapDocument::read).collect(),
        used: document.used.into_iter().map(TallyDocument::read).collect(),
        counted: document.counted,
    })
}

impl CapDocument {
    /// A cap, to be written.
    pub(super) fn of(cap: &Cap) -> Self {
        let (feature, every) = (cap.feature.clone(), cap.every);
        Self { feature, every, amount: cap.amount.into() }
    }

    /// The cap that was written.
    pub(super) fn read(self) -> Cap {
        Cap { feature: self.feature, every: self.every, amount: self.amount.into() }
    }
}

impl TallyDocument {
    fn of(tally: &Tally) -> Self {
        let feature = tally.feature.clone();
        let (index, since) = (tally.index, tally.since);
        Self { feature, every: tally.every, index, since, used: tally.used }
    }

    fn read(self) -> Tally {
        let Self { feature, every, index, since, used } = self;
        Tally { feature, every, index, since, used }
    }
}
