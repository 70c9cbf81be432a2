//! What a command looks at, under which names it is remembered, and what it asked for.

use crate::domain::command::{Adjust, Command, EndHold, Ending, Reserve, Spend};
use crate::domain::decide::end_hold;
use crate::domain::entry::{EntryKind, Note};
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, PurchaseId};
use crate::domain::operation::{Fingerprint, OperationId, OperationKey, Scope};
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::Article;
use crate::domain::world::{Name, World};

impl Command {
    /// The items that the decision looks at and may write.
    pub fn touches(&self) -> Vec<Name> {
        match self {
            Self::Open(open) => vec![Name::Account(open.account.clone())],
            Self::Consume(spend) | Self::Record(spend) | Self::Hold(Reserve { spend, .. }) => {
                let mut names = vec![Name::Account(spend.account.clone())];
                let member = |user: AccountId| Name::Member(spend.account.clone(), user);
                names.extend(spend.note.member.clone().map(member));
                names
            }
            Self::EndHold(end) => vec![Name::Account(end.account.clone())],
            Self::Adjust(adjust) => vec![Name::Account(adjust.account.clone())],
            Self::Order(order) => match order.article {
                Article::Pack(_) => vec![Name::Purchase(order.purchase.clone())],
                // Whether there is a subscription already stands in the account.
                Article::Plan(..) => vec![
                    Name::Purchase(order.purchase.clone()),
                    Name::Account(order.account.clone()),
                ],
            },
            Self::Link(link) => {
                vec![Name::Purchase(link.purchase.clone()), Name::Alias(link.session.clone())]
            }
            Self::Bill(bill) => {
                let mut names = vec![Name::Purchase(bill.purchase.clone())];
                names.push(Name::Alias(bill.invoice.clone()));
                names.extend(bill.intent.clone().map(Name::Alias));
                names
            }
            Self::Join(join) => {
                vec![Name::Purchase(join.purchase.clone()), Name::Alias(join.name.clone())]
            }
            Self::Describe(describe) => {
                let mut names = vec![Name::Profile(describe.account.clone())];
                names.extend(describe.customer.clone().map(Name::Alias));
                names
            }
            Self::Settle(settle) => {
                let mut names = vec![
                    Name::Event(settle.event.id.clone()),
                    Name::Purchase(settle.purchase.clone()),
                    Name::Account(settle.account.clone()),
                ];
                names.extend(settle.intent.clone().map(Name::Alias));
                names.extend(settle.charge.clone().map(Name::Alias));
                names.extend(settle.invoice.clone().map(Name::Alias));
                names
            }
            Self::Subscribe(subscribe) => vec![
                Name::Event(subscribe.event.id.clone()),
                Name::Subscription(subscribe.found.id.clone()),
                Name::Account(subscribe.found.account.clone()),
            ],
            Self::Settings(settings) => vec![Name::Account(settings.account.clone())],
            Self::Enrol(enrol) => vec![Name::Member(enrol.account.clone(), enrol.user.clone())],
            Self::Pass(account) => vec![Name::Account(account.clone())],
            Self::Dismiss(event) => vec![Name::Event(event.id.clone())],
        }
    }

    /// What is looked at too where the store is asked anyway: the entry of a hold says that there
    /// was one when it has left its account.
    pub fn looks_at(&self) -> Vec<Name> {
        match self {
            Self::EndHold(end) => vec![Name::Receipt(end.account.clone(), end.hold.0)],
            Self::Open(_)
            | Self::Consume(_)
            | Self::Record(_)
            | Self::Hold(_)
            | Self::Adjust(_)
            | Self::Order(_)
            | Self::Link(_)
            | Self::Bill(_)
            | Self::Join(_)
            | Self::Describe(_)
            | Self::Settle(_)
            | Self::Subscribe(_)
            | Self::Settings(_)
            | Self::Enrol(_)
            | Self::Pass(_)
            | Self::Dismiss(_) => Vec::new(),
        }
    }

    /// What else the decision looks at, once it is seen what it is about: a hold that is settled counts
    /// for the member who made it.
    pub fn leads_to(&self, world: &World) -> Vec<Name> {
        let Self::EndHold(EndHold { account, hold, how: Ending::Settle(_) }) = self else {
            return Vec::new();
        };
        let member = end_hold::member(world, account, *hold);
        member.map(|user| Name::Member(account.clone(), user)).into_iter().collect()
    }

    /// Whether a refusal leaves a mark under the operation's name. The name of a hold's end is one
    /// for all requests: the refusal of one of them says nothing of another.
    pub fn marks_refusal(&self) -> bool {
        !matches!(self, Self::EndHold(_))
    }

    /// The names under which a caller's operation is remembered for ever; none for commands that
    /// are absolute facts and may be told any number of times.
    pub fn receipts(&self) -> Vec<Name> {
        let (account, operations): (_, Vec<_>) = match self {
            Self::Open(open) => (&open.account, vec![open.operation.clone()]),
            Self::Consume(spend) | Self::Record(spend) | Self::Hold(Reserve { spend, .. }) => {
                let first = std::iter::once(&spend.operations.first);
                (&spend.account, first.chain(&spend.operations.others).cloned().collect())
            }
            Self::EndHold(end) => (&end.account, vec![end.operation()]),
            Self::Adjust(adjust) => (&adjust.account, vec![adjust.operation.clone()]),
            Self::Order(_)
            | Self::Link(_)
            | Self::Bill(_)
            | Self::Join(_)
            | Self::Describe(_)
            | Self::Settle(_)
            | Self::Subscribe(_)
            | Self::Settings(_)
            | Self::Enrol(_)
            | Self::Pass(_)
            | Self::Dismiss(_) => return Vec::new(),
        };
        let name = |operation: OperationId| Name::Receipt(account.clone(), operation.key());
        operations.into_iter().map(name).collect()
    }

    /// What was asked for: the same for a repeat, another for another request.
    pub fn fingerprint(&self) -> Fingerprint {
        let parts = match self {
            Self::Open(open) => vec!["open".to_owned(), open.account.to_string()],
            Self::Consume(spend) => spend.parts(EntryKind::Consume),
            Self::Record(spend) => spend.parts(EntryKind::Record),
            Self::Hold(reserve) => {
                let mut parts = reserve.spend.parts(EntryKind::Hold);
                parts.push(reserve.seconds.to_string());
                parts
            }
            Self::EndHold(end) => end.parts(),
            Self::Adjust(adjust) => adjust.parts(),
            Self::Order(order) => return order.fingerprint,
            Self::Link(_)
            | Self::Bill(_)
            | Self::Join(_)
            | Self::Describe(_)
            | Self::Settle(_)
            | Self::Subscribe(_)
            | Self::Settings(_)
            | Self::Enrol(_)
            | Self::Pass(_)
            | Self::Dismiss(_) => Vec::new(),
        };
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        Fingerprint(Hash::of_parts(&parts))
    }
}

impl Spend {
    fn parts(&self, kind: EntryKind) -> Vec<String> {
        let mut parts = vec![kind.as_str().to_owned(), self.account.to_string()];
        let mut uses: Vec<_> = self.uses.iter().collect();
        uses.sort_by(|a, b| a.feature.cmp(&b.feature));
        for one in uses {
            parts.push(one.feature.to_string());
            parts.push(one.amount.to_string());
        }
        parts.extend(note_parts(&self.note));
        let member = self.note.member.as_ref().filter(|_| !planted(Bug::AnyMember));
        parts.extend(member.map(|user| format!("member={user}")));
        parts
    }
}

impl EndHold {
    /// A hold ends once, settled or released: its end is named by the hold alone, in a scope that no
    /// caller can spell.
    pub fn operation(&self) -> OperationId {
        let name = if planted(Bug::SettledAgain) {
            format!("end/{}/{:?}", self.hold, self.how)
        } else {
            format!("end/{}", self.hold)
        };
        OperationId { scope: Scope::House, principal: "hold".to_owned(), name }
    }

    fn parts(&self) -> Vec<String> {
        let (kind, actuals) = match &self.how {
            Ending::Settle(actuals) => (EntryKind::Settle, actuals.as_slice()),
            Ending::Release => (EntryKind::Release, &[][..]),
        };
        let mut parts =
            vec![kind.as_str().to_owned(), self.account.to_string(), self.hold.to_string()];
        let mut actuals: Vec<_> = actuals.iter().collect();
        actuals.sort_by(|a, b| a.feature.cmp(&b.feature));
        for one in actuals {
            parts.push(one.feature.to_string());
            parts.push(one.amount.to_string());
        }
        parts
    }
}

impl Adjust {
    fn parts(&self) -> Vec<String> {
        let by = format!("{:?}", self.by);
        let mut parts = vec!["adjust".to_owned(), self.account.to_string()];
        parts.extend([self.feature.to_string(), by]);
        parts.extend(note_parts(&self.note));
        parts
    }
}

fn note_parts(note: &Note) -> [String; 3] {
    [&note.session, &note.reference, &note.reason]
        .map(|label| label.as_ref().map(ToString::to_string).unwrap_or_default())
}

impl PurchaseId {
    /// The purchase that an operation orders: the same for every repeat of it.
    pub fn of_operation(account: &AccountId, key: &OperationKey) -> Option<Self> {
        let hash = Hash::of_parts(&["purchase", account.as_str(), &key.to_string()]).to_string();
        Self::parse(format!("pur_{}", hash.get(..32)?)).ok()
    }
}

#[cfg(test)]
mod tests;
