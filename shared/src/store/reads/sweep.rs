//! How far the sweep is, and the orders that nobody has paid, by the day on which they were made.

use crate::domain::id::PurchaseId;
use crate::domain::moment::Moment;
use crate::domain::world::Name;
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::broken;
use crate::store::items::sweep_mark::{self, SweepMark};
use crate::store::keys;

/// Some of the orders of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPage {
    /// In the order of the index.
    pub orders: Vec<PurchaseId>,
    /// Whether there may be more after the last one.
    pub more: bool,
}

impl Store {
    /// The orders of a day that were open when the index was last written, of one shard and after one
    /// of them; at most `limit`.
    pub async fn open_orders(
        &self,
        day: Moment,
        shard: u32,
        after: Option<&PurchaseId>,
        limit: u16,
    ) -> Result<OrderPage, Fault> {
        const DOING: &str = "reading open orders";
        let after = after.map(|id| Name::Purchase(id.clone()));
        let kind = keys::PURCHASE;
        let (names, more) = self.due_names(DOING, day, shard, kind, after.as_ref(), limit).await?;
        let order = |name| match name {
            Name::Purchase(id) => Ok(id),
            name => Err(broken(DOING, &format!("{name:?} is no order"))),
        };
        Ok(OrderPage { orders: names.into_iter().map(order).collect::<Result<_, _>>()?, more })
    }

    /// How far the sweep is, read strongly; none where it never ran.
    pub async fn sweep_mark(&self) -> Result<Option<SweepMark>, Fault> {
        let found = self.get(&sweep_mark::key()).await?;
        let read = found.map(|attributes| sweep_mark::read(&attributes)).transpose();
        read.map_err(|error| broken("reading the sweep's mark", &error))
    }

    /// Writes how far the sweep is over the version before; says whether it did. Where it did not,
    /// another run was faster.
    pub async fn keep_sweep_mark(&self, mark: &SweepMark) -> Result<bool, Fault> {
        self.put_over(mark.version, sweep_mark::write(mark)).await
    }
}
