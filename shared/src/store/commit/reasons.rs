//! Why a transaction was cancelled, write by write, and what that comes to.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>

/// What was said of one write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<T> {
    /// Nothing.
    Silent,
    /// It did not find what it expected; perhaps with what it found.
    Condition(Option<T>),
    /// Another transaction was on the item, or the table was asked too much at once.
    Busy,
    /// It can never be written.
    Invalid,
}

/// What all of it comes to. Nothing was written in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<T> {
    /// At least one write did not find what it expected; what was found, write by write.
    Lost(Vec<Option<T>>),
    /// This write, the first such one, can never be written.
    Invalid(usize),
    /// The same may succeed later.
    Busy,
}

impl<T> Reason<T> {
    /// The reason of this code. A code that we do not know is taken as a refusal for good: trying
    /// again would hide it.
    pub fn of(code: Option<&str>, item: Option<T>) -> Self {
        match code {
            None | Some("None") => Self::Silent,
            Some("ConditionalCheckFailed") => Self::Condition(item),
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded") => {
                Self::Busy
            }
            // `ValidationError`, `ItemCollectionSizeLimitExceeded` and whatever comes.
            Some(_) => Self::Invalid,
        }
    }
}

/// A failed condition comes first: it may show that the operation was done long ago, and that is
/// an answer whatever became of the other writes. Then what can never be written; then bad luck.
pub fn judge<T>(reasons: impl IntoIterator<Item = Reason<T>>, writes: usize) -> Verdict<T> {
    let mut seen = Vec::with_capacity(writes);
    let mut failed = false;
    let mut invalid = None;
    for (at, reason) in reasons.into_iter().enumerate().take(writes) {
        seen.push(match reason {
            Reason::Condition(item) => {
                failed = true;
                item
            }
            Reason::Invalid => {
                invalid = invalid.or(Some(at));
                None
            }
            Reason::Silent | Reason::Busy => None,
        });
    }
    seen.resize_with(writes, || None);
    match (failed, invalid) {
        (true, _) => Verdict::Lost(seen),
        (false, Some(at)) => Verdict::Invalid(at),
        (false, None) => Verdict::Busy,
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    type Told = (Option<&'static str>, bool);

    /// Every code, and whether the item comes with it.
    const CODES: [Told; 10] = [
        (None, false),
        (Some("None"), false),
        (Some("ConditionalCheckFailed"), false),
        (Some("ConditionalCheckFailed"), true),
        (Some("TransactionConflict"), false),
        (Some("ThrottlingError"), false),
        (Some("ProvisionedThroughputExceeded"), false),
        (Some("ValidationError"), false),
        (Some("ItemCollectionSizeLimitExceeded"), false),
        (Some("SomethingNew"), false),
    ];

    /// Every vector of this many codes.
    fn vectors(length: usize) -> Vec<Vec<Told>> {
        if length == 0 {
            return vec![vec![]];
        }
        let shorter = vectors(length - 1);
        let longer = shorter.iter().flat_map(|vector| {
            CODES.iter().map(|code| {
                let mut longer = vector.clone();
                longer.push(*code);
                longer
            })
        });
        longer.collect()
    }

    /// The same judgement by asking one question after the other over the whole vector.
    fn slowly(vector: &[Told]) -> Verdict<usize> {
        let said = |code: &str| vector.iter().position(|(told, _)| *told == Some(code));
        if said("ConditionalCheckFailed").is_some() {
            let seen = vector.iter().enumerate();
            return Verdict::Lost(seen.map(|(at, (_, item))| item.then_some(at)).collect());
        }
        let refusals = ["ValidationError", "ItemCollectionSizeLimitExceeded", "SomethingNew"];
        match refusals.iter().filter_map(|code| said(code)).min() {
            Some(at) => Verdict::Invalid(at),
            None => Verdict::Busy,
        }
    }

    /// Row F9: a cancellation with several reasons.
    #[test]
    fn every_vector_of_reasons_is_read_in_order() {
        let mut count = 0;
        for length in 0..=4 {
            for vector in vectors(length) {
                let told = vector.iter().enumerate();
                let reasons = told.map(|(at, (code, item))| Reason::of(*code, item.then_some(at)));
                assert_eq!(judge(reasons, length), slowly(&vector), "{vector:?}");
                count += 1;
            }
        }
        assert_eq!(count, 11_111);
    }

    #[test]
    fn what_is_not_reported_is_not_seen() {
        let told = [Reason::Condition(Some("mark"))];
        let seen = vec![Some("mark"), None, None];
        assert_eq!(judge(told, 3), Verdict::Lost(seen));
        assert_eq!(judge::<()>([], 2), Verdict::Busy);
    }
}
