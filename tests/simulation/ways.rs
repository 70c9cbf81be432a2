//! Every way of telling what happened to one payment: each order of its letters, with every repetition
//! that six deliveries leave room for.

use std::collections::BTreeSet;

use tests::simulation::stripe::Far;

use crate::fold;
use crate::shop::Shop;

/// So many deliveries one after the other, each of any letter.
const DELIVERIES: usize = 6;

/// In what it ended, however it was told.
#[derive(Debug, Default)]
pub struct Ends {
    /// In how many ways it was told.
    pub count: usize,
    /// The different ends.
    pub states: BTreeSet<String>,
    /// An end that is not what the truth folds to, with what that is.
    pub wrong: Option<String>,
}

/// Tells it in every way, each letter by `brings`; meanwhile some of it is used and held.
pub fn tell(shop: &mut Shop, ends: &mut Ends, brings: &dyn Fn(&mut Shop, usize)) {
    let letters = shop.truth().letters.len();
    assert!((1..=DELIVERIES).contains(&letters), "{letters} letters");
    go_on(shop, ends, brings, &mut Vec::new());
}

fn go_on(
    shop: &mut Shop,
    ends: &mut Ends,
    brings: &dyn Fn(&mut Shop, usize),
    told: &mut Vec<usize>,
) {
    let letters = shop.truth().letters.len();
    let known: BTreeSet<_> = told.iter().collect();
    let missing = letters - known.len();
    if missing == 0 {
        let here = shop.snapshot();
        ends.count += 1;
        ends.notes(shop, told);
        // Everything once more, and the other way round, changes nothing.
        (0..letters).chain((0..letters).rev()).for_each(|letter| brings(shop, letter));
        ends.notes(shop, told);
        shop.restore(here);
    }
    if told.len() < DELIVERIES && missing <= DELIVERIES - told.len() {
        for letter in 0..letters {
            let here = shop.snapshot();
            brings(shop, letter);
            match told.len() {
                2 => shop.spends(6),
                3 => [30, 5].into_iter().for_each(|minutes| shop.sets_aside(minutes)),
                _ => {}
            }
            told.push(letter);
            go_on(shop, ends, brings, told);
            told.pop();
            shop.restore(here);
        }
    }
}

impl Ends {
    fn notes(&mut self, shop: &Shop, told: &[usize]) {
        self.states.insert(shop.end());
        let truth = shop.truth();
        if truth.sales[0].far != Far::Paid || self.wrong.is_some() {
            return;
        }
        let (is, used) = fold::is(shop);
        let must_be = fold::must_be(&truth, &used);
        if is != must_be {
            self.wrong = Some(format!("told {told:?}: {is:?} is not {must_be:?}"));
        }
    }
}
