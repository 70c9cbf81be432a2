//! A proxy between the functions and the database that lets the dice decide what befalls each call.

mod call;
mod entrance;
mod fates;

use std::future::pending;
use std::sync::Arc;

use dev::stack::Stack;

use crate::crash::daemon::free_port;
use crate::dice::Dice;
use crate::kills::blow::Blow;
use crate::kills::tally::Tally;
use call::{Call, Reply};
use entrance::Entrance;
use fates::{Fates, Seen};

/// A running proxy.
pub struct Proxy {
    /// Its URL.
    pub endpoint: String,
    fates: Arc<Fates>,
    entrance: Entrance,
}

impl Proxy {
    /// Serves a proxy to the database at `behind`; it is tame until it is told to be wild.
    pub async fn serve(behind: &str, mut dice: Dice, tally: &Arc<Tally>) -> Self {
        let port = free_port(&mut dice);
        let fates = Arc::new(Fates::new(behind, dice, tally));
        let entrance = Entrance::open(port, Arc::clone(&fates)).await;
        Self { endpoint: format!("http://127.0.0.1:{port}"), fates, entrance }
    }

    /// Tells whose processes are killed.
    pub fn kills_of(&self, stack: &Arc<Stack>) {
        self.fates.kills_of(stack);
    }

    /// The next calls of a function meet these, one after the other, wild or not.
    pub fn meets(&self, function: &str, blows: &[Blow]) {
        self.fates.awaited().extend(blows.iter().map(|blow| (function.to_owned(), *blow)));
    }

    /// How many of those were not met yet.
    pub fn awaits(&self) -> usize {
        self.fates.awaited().len()
    }

    /// Begins or ends the time in which calls are befallen.
    pub fn rage(&self, wild: bool) {
        self.fates.rage(wild);
    }

    /// The store is away from now on.
    pub async fn leave(&mut self, blow: Blow) {
        self.fates.set_away(Some(blow));
        if blow == Blow::AwayRefusing {
            self.entrance.close().await;
        }
    }

    /// The store is there again, if it was away.
    pub async fn come_back(&mut self) {
        self.fates.set_away(None);
        self.entrance.reopen().await;
    }

    /// Waits until everything is done that goes on although nobody waits for it.
    pub async fn landed(&self) {
        loop {
            let mut later = std::mem::take(&mut *self.fates.later());
            if later.is_empty() {
                return;
            }
            while let Some(done) = later.join_next().await {
                done.expect("a late call ends");
            }
        }
    }
}

/// Lets a call meet its fate, and shows its sender what it is to see.
async fn serve(fates: Arc<Fates>, call: Call) -> Result<Reply, Cut> {
    match tokio::spawn(fates.meet(call)).await {
        Ok(Seen::Answer(answer)) => Ok(answer),
        Ok(Seen::Cut) | Err(_) => Err(Cut),
        // The server ends this when the sender closes its connection.
        Ok(Seen::Silence) => pending().await,
    }
}

/// The connection is broken.
#[derive(Debug)]
struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cut")
    }
}

impl std::error::Error for Cut {}
