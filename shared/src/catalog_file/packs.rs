//! From a pack's table to the pack: its price, its tiers, and what it brings.

use crate::catalog_file::CatalogError;
use crate::catalog_file::numbers::{at, quantity};
use crate::catalog_file::rows::Rows;
use crate::catalog_file::table::Table;
use crate::domain::catalog::{Pack, PackGrant, QuantityRange, Term, Tier};
use crate::domain::id::PackId;
use crate::domain::money::Money;

impl Rows {
    pub(super) fn pack(&mut self, mut table: Table) -> Result<Pack, CatalogError> {
        let line = table.line;
        let id = self.id(&mut table, "pack-", PackId::parse)?;
        let (_, name) = table.text("name")?;
        let description = table.text_if("description")?.map(|(_, text)| text);
        let (price, quantity) = self.pack_price(&mut table)?;
        let term = term(&mut table)?;
        let lookup_key = table.text_if("lookup_key")?.map(|(_, key)| key);
        let (_, highlighted) = table.switch("highlighted")?;
        let mut tiers: Vec<Tier> = Vec::new();
        for row in table.tables("tier")? {
            if lookup_key.is_some() {
                return Err(at(row.line, "a tier is of no use to a pack with a `lookup_key`"));
            }
            let tier = self.tier(row, price, quantity, tiers.last())?;
            tiers.push(tier);
        }
        let mut grants: Vec<PackGrant> = Vec::new();
        for row in table.tables("grant")? {
            let line = row.line;
            let grant = self.grant(row)?;
            if grants.iter().any(|other| other.feature == grant.feature) {
                return Err(at(line, format!("`{}` is granted twice", grant.feature)));
            }
            grants.push(grant);
        }
        if grants.is_empty() {
            return Err(at(line, format!("`{id}` brings nothing: it has no `[[pack.grant]]`")));
        }
        table.end()?;
        Ok(Pack {
            id,
            name,
            description,
            price,
            lookup_key,
            highlighted,
            quantity,
            term,
            tiers,
            grants,
        })
    }

    fn pack_price(
        &self,
        table: &mut Table,
    ) -> Result<(Money, Option<QuantityRange>), CatalogError> {
        let Some(price) = table.number_if("price_per_unit")? else {
            return Ok((self.money(table.number("price")?, "price")?, None));
        };
        let min = quantity(table.number("min")?, "min")?;
        let (line, max) = table.number("max")?;
        let max = quantity((line, max), "max")?;
        if max < min {
            return Err(at(line, "`max` must not be less than `min`"));
        }
        Ok((self.money(price, "price_per_unit")?, Some(QuantityRange { min, max })))
    }

    /// A tier after another one, or after the price of the pack itself.
    fn tier(
        &self,
        mut table: Table,
        price: Money,
        range: Option<QuantityRange>,
        before: Option<&Tier>,
    ) -> Result<Tier, CatalogError> {
        let Some(range) = range else {
            return Err(at(table.line, "a tier needs a `price_per_unit`: a `price` is fixed"));
        };
        let (line, number) = table.number("from")?;
        let from = quantity((line, number), "from")?;
        let (above, price) = before.map_or((range.min, price), |tier| (tier.from, tier.price));
        if from <= above {
            let what = if before.is_some() { "of the tier before" } else { "of `min`" };
            return Err(at(line, format!("`from` must be above {above}, that {what}")));
        }
        if from > range.max {
            return Err(at(line, format!("`from` must be at most `max`, {}", range.max)));
        }
        let (line, number) = table.number("price_per_unit")?;
        let own = self.money((line, number), "price_per_unit")?;
        if own.minor > price.minor {
            let dearest = price.minor;
            let what = format!("`price_per_unit` must be at most {dearest}, that of fewer units");
            return Err(at(line, what));
        }
        table.end()?;
        Ok(Tier { from, price: own })
    }
}

fn term(table: &mut Table) -> Result<Option<Term>, CatalogError> {
    let Some((line, word)) = table.text_if("term")? else {
        return Ok(None);
    };
    let wrong = || at(line, "`term` must be `annual` or `quarterly`");
    Term::parse(&word).ok_or_else(wrong).map(Some)
}
