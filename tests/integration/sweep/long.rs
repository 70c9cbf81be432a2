//! A week in which one delivery in twenty is lost for good and the store is away for a day.
