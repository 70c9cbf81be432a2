//! The items that a warm function saw last. They are only ever a guess: every write is conditioned
//! on them, and the store has the last word.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;

use crate::domain::world::{Item, Name};

/// How many items a function remembers; at about 1 KB each this is a few MB at most.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(2048).unwrap();

/// The items seen last, by name.
pub struct Memory(Mutex<LruCache<Name, Item>>);

impl Default for Memory {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
    }
}

impl Memory {
    /// The item as it was last seen.
    pub fn recall(&self, name: &Name) -> Option<Item> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Takes note of an item that changes; receipts and notifications are not worth remembering.
    pub fn note(&self, item: &Item) {
        let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match item {
            Item::Account(_) | Item::Member(_) | Item::Purchase(_) | Item::Profile(_) => {
                items.put(item.name(), item.clone());
            }
            Item::Entry(_)
            | Item::Also(_)
            | Item::Refused(_)
            | Item::Alias(_)
            | Item::Subscription(_)
            | Item::Event(_) => {}
        }
    }

    /// Forgets an item, because nobody knows any more what it is.
    pub fn forget(&self, name: &Name) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop(name);
    }
}
