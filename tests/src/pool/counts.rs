//! What was asked of a table.

/// What was asked of the table and what became of it.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counts {
    /// Reads.
    pub loads: usize,
    /// Searches for what waits.
    pub queries: usize,
    /// Plain writes.
    pub puts: usize,
    /// Transactions.
    pub transactions: usize,
    /// Writes that met a transaction in flight.
    pub conflicts: usize,
    /// Writes that found something else than they expected.
    pub lost: usize,
    /// Calls that the partition turned away.
    pub throttled: usize,
    /// Callers that were killed.
    pub killed: usize,
    /// Write units.
    pub written: u64,
    /// Read units.
    pub read: u64,
}

impl Counts {
    /// All calls.
    pub fn calls(&self) -> usize {
        self.loads + self.queries + self.puts + self.transactions
    }
}
