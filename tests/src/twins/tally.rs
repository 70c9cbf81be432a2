//! What was compared, and what differed.

/// What was compared.
#[derive(Debug, Default)]
pub struct Tally {
    /// Transactions sent to both.
    pub transactions: u64,
    /// Of these, so many wrote.
    pub written: u64,
    /// Of these, so many did not find what they expected.
    pub lost: u64,
    /// Of these, so many were turned down, by the store or by both databases.
    pub refused: u64,
    /// Single requests at the edges.
    pub edges: u64,
    /// Readings made of both.
    pub readings: u64,
    /// Requests whose answers were compared as they went over the wire.
    pub requests: u64,
    /// Of these, so many cost other units, as is known.
    pub known: u64,
    /// Items compared in whole tables and indexes.
    pub items: u64,
    /// What differed.
    pub differences: Vec<String>,
}

impl Tally {
    /// Adds what was compared elsewhere.
    pub fn add(&mut self, more: Self) {
        self.transactions += more.transactions;
        self.written += more.written;
        self.lost += more.lost;
        self.refused += more.refused;
        self.edges += more.edges;
        self.readings += more.readings;
        self.requests += more.requests;
        self.known += more.known;
        self.items += more.items;
        self.differences.extend(more.differences);
    }
}
