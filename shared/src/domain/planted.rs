//! Wrong versions of our own rules, for the simulation to find. Each is one line beside the right
//! one. A build without the feature `planted` has none of them: there the answer is a constant.

mod names;
pub mod versions;

/// What can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// The receipt is written first, the effect in a second commit.
    MarkFirst,
    /// An entry does not stand under its operation's name.
    NoReceipt,
    /// A receipt holds for ten minutes.
    ShortReceipts,
    /// A write does not ask which version it replaces.
    NoVersion,
    /// A write over a refusal's mark does not ask which refusal's it is.
    NoNonce,
    /// A refusal is told from memory, without a look at the store.
    WeakRefusal,
    /// A refusal leaves no mark.
    UnmarkedRefusal,
    /// An operation's name is its key alone, whoever chose it.
    NoNamespace,
    /// A read is answered from what a warm function remembers.
    StaleRead,
    /// A repeat with another body gets the first answer.
    BlindReplay,
    /// A repeat is answered with what is there now.
    NewAnswer,
    /// Another writer being first is told as a refusal.
    ConflictRefused,
    /// No answer of the store is taken for a success.
    SilenceIsSuccess,
    /// Only the first name of a session is written.
    NoPointers,
    /// A request gives up at the first difficulty.
    NoRetry,
    /// A read writes down what time has brought.
    WritingRead,
    /// A grant can still be drawn at its expiry.
    LateExpiry,
    /// The grant that keeps longest is drawn first.
    ReversedBurn,
    /// A grant gives what is asked, whatever is left of it.
    Overdraw,
    /// Grants are drawn before the allowance is used up.
    GrantsTooSoon,
    /// What is used of an allowance is not counted.
    OldUsage,
    /// A clock that runs back gives an old period anew.
    PeriodBack,
    /// One unit outlives its grant's expiry.
    ExpiryInPart,
    /// What is held of an allowance can be used by others.
    HoldNotCounted,
    /// A hold that has expired goes on holding.
    HoldsForEver,
    /// A hold takes what there is, although it is less than what was asked for.
    HeldInPart,
    /// A hold is settled from the balance first.
    BalanceBeforeHold,
    /// A hold that is settled with less goes on holding the rest.
    HoldLeftOpen,
    /// A hold can be settled once with each body.
    SettledAgain,
    /// A hold is not settled where the balance does not cover it.
    SettleRefused,
    /// What a hold was settled with and nothing covered is not noted.
    OverForgotten,
    /// What was held of a grant comes back twice.
    ReturnedTwice,
    /// What was held of a grant comes back to another one.
    ReturnedElsewhere,
    /// What comes back to a grant that has expired is not lost.
    RevivedByReturn,
    /// What was held in a period that is over comes back to the current one.
    NewPeriodGains,
    /// What was held in a period that is over is used in the current one.
    OldHoldBurdens,
    /// An account does not move on to the entry's hash.
    Unchained,
    /// What is owed is not kept on the account.
    OwedForgotten,
    /// An order of several packs brings one.
    HalfPack,
    /// Each telling of a refund takes again.
    IncrementalRefund,
    /// The share of a refund is rounded down.
    GenerousRefund,
    /// What comes back is given out before what is owed is forgiven.
    CreditsBeforeOwed,
    /// The state of a refund is the one told last.
    LastToldWins,
    /// An inquiry of a bank takes as an opened dispute does.
    InquiryTakes,
    /// A dispute that was won goes on taking.
    WonIsLost,
    /// The state of a dispute is the one told last.
    LastVerdictWins,
    /// What a hold has of a payment that went back stays with the hold.
    HeldIsKept,
    /// A dispute in another currency takes by its number.
    ForeignByNumber,
    /// A dispute that is told before its payment is forgotten.
    EarlyDisputeLost,
    /// The amount of a dispute is the one told last.
    LastAmountStands,
    /// What is refunded and what is disputed each take their share.
    SharesApart,
    /// A dispute of another payment of the same order takes too.
    StrangersDispute,
    /// What holds have of a payment that went back is taken from the oldest one first.
    OldestHoldFirst,
    /// A hold that has of a payment that went back lets go of all of it.
    HoldLetGoWhole,
    /// Each telling of a payment grants.
    GrantedTwice,
    /// A checkout that is done but not paid grants.
    UnpaidGranted,
    /// The amount of a payment is not compared with the order.
    UnderpaidGranted,
    /// An event is stored as done before its effects are.
    EventFirst,
    /// The effects of an event are stored, and that it is done is not.
    EventForgotten,
    /// An event that cannot be processed is answered as done.
    FailureSwallowed,
    /// An event is answered as done although Stripe was away in the middle of it.
    OutageSwallowed,
    /// A refund that carries no mark is taken for somebody else's.
    UnmarkedRefund,
    /// A dispute, which carries no mark, is taken for somebody else's.
    UnmarkedDispute,
    /// A customer of Stripe's is noted with another account.
    StrangersProfile,
    /// Each order asks for a customer under a key of its own.
    CustomerPerOrder,
    /// A payment goes to the account that the buyer names.
    BuyersWord,
    /// The sweep passes over every page of a list but the first.
    PageSkipped,
    /// The sweep's mark moves on before its walk is done.
    MarkTooEarly,
    /// What was asked of a subscription is written over a newer answer.
    OutdatedWritten,
    /// A subscription that is being cancelled goes on.
    CancelIgnored,
    /// A period that is not paid is taken for paid.
    UnpaidGiven,
    /// A subscription of which nothing is heard goes on for ever.
    LapseMissed,
    /// Another plan begins with its full allowance.
    FreshByChange,
    /// After the last subscription what was used of it still counts.
    StaleAfterEnd,
    /// Days and months begin in UTC, wherever the account is.
    ZoneIgnored,
    /// Who moves begins with a full allowance.
    FreshByMove,
    /// A member's cap is not looked at.
    CapUnchecked,
    /// One more than the cap may be used.
    CapEdge,
    /// What a member holds does not count against their cap.
    HeldNotCapped,
    /// What a member held goes on counting when the hold has expired.
    ExpiredHoldCapped,
    /// A clock that runs back begins the day of a cap anew.
    CapPeriodBack,
    /// The days and months of caps begin in UTC, wherever the organisation is.
    CapInUtc,
    /// A member's own cap holds only where there is none for everybody.
    OwnCapSecond,
    /// What was used already is refused for a cap.
    RecordCapped,
    /// A hold is not settled with more than a cap leaves.
    SettleCapped,
    /// Who was removed goes on using the pool.
    RemovedSpends,
    /// A member's record is written whatever was written in it meanwhile.
    MemberUnconditioned,
    /// What a member's hold is settled with is not counted.
    UseUncounted,
    /// What was held in a day that is over counts in the current one.
    OldHoldCounts,
    /// The day in which a member's hold was made may come back.
    HoldUnnoted,
    /// A member's record does not say up to which entry it counts.
    CountedForgotten,
    /// Who is taken back begins with nothing used.
    UsedForgotten,
    /// Another role in the organisation takes the caps away.
    CapsLost,
    /// A repeat for another member gets the first answer.
    AnyMember,
    /// The end of a hold does not say whose it was.
    EndUnnamed,
}

/// Whether our code shall be wrong in this way.
#[cfg(not(feature = "planted"))]
pub const fn planted(_: Bug) -> bool {
    false
}

#[cfg(feature = "planted")]
thread_local! {
    static CHOSEN: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
}

/// Whether our code shall be wrong in this way.
#[cfg(feature = "planted")]
pub fn planted(bug: Bug) -> bool {
    CHOSEN.get() == Some(bug)
}

/// From now on our code is wrong in this way, in this thread.
#[cfg(feature = "planted")]
pub fn plant(bug: Option<Bug>) {
    CHOSEN.set(bug);
}
