//! Keys of names of every kind of character, and texts that are no keys.

use proptest::prelude::*;

use super::*;

/// Identifiers of every kind of character, short enough for every name.
fn id() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 1..60)
        .prop_map(|chars| chars.into_iter().filter(|c| !c.is_control()).collect())
        .prop_filter("an identifier is not empty", |id: &String| !id.is_empty())
}

fn name() -> impl Strategy<Value = Name> {
    (id(), 0..8_u8, any::<u64>()).prop_map(|(id, kind, number)| {
        let account = AccountId::parse(format!("user:{id}")).unwrap();
        let key = OperationKey(Hash::of(&number.to_be_bytes()));
        match kind {
            0 => Name::Account(account),
            1 => Name::Profile(account),
            2 => Name::Receipt(account, key),
            3 => Name::Purchase(PurchaseId::parse(id).unwrap()),
            4 => Name::Alias(Label::parse(id).unwrap()),
            5 => Name::Subscription(Label::parse(id).unwrap()),
            6 => Name::Member(account.clone(), account),
            _ => Name::Event(EventId::parse(id).unwrap()),
        }
    })
}

proptest! {
    #[test]
    fn a_name_is_read_back_from_its_key(name in name()) {
        let key = Key::of(&name);
        prop_assert_eq!(key.pk.matches('#').count(), 1);
        prop_assert_eq!(key.name(), Some(name));
    }

    #[test]
    fn two_names_never_meet(one in name(), other in name()) {
        prop_assert_eq!(one == other, Key::of(&one) == Key::of(&other));
    }

    #[test]
    fn reading_a_key_of_anything_never_fails_badly(pk in any::<String>(), sk in any::<String>()) {
        if let Some(name) = (Key { pk: pk.clone(), sk: sk.clone() }).name() {
            prop_assert_eq!(Key::of(&name), Key { pk, sk });
        }
    }
}
