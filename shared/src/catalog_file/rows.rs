//! From the file's tables to the catalog, checked row by row.

use std::collections::BTreeSet;

use crate::catalog_file::CatalogError;
use crate::catalog_file::numbers::{at, grace_days, near_limit, quantity, small};
use crate::catalog_file::table::Table;
use crate::domain::amount::Amount;
use crate::domain::catalog::{Catalog, DEFAULT_PRIORITY, Feature, FeatureKind, PackGrant};
use crate::domain::id::{FeatureId, IdError, PlanId};
use crate::domain::money::{Currency, MAX_MINOR_UNITS, Money};
use crate::domain::period::Every;
use crate::domain::plan::{Allowance, Interval, NEAR_LIMIT_PERCENT, Plan, PlanPrice};

/// The whole file.
pub fn catalog(document: Table) -> Result<Catalog, CatalogError> {
    let mut document = document;
    let (line, code) = document.text("currency")?;
    let currency =
        Currency::parse(&code).map_err(|error| at(line, format!("`currency` {error}")))?;
    let near_limit_percent = near_limit(&mut document)?.map_or(NEAR_LIMIT_PERCENT, |(_, it)| it);
    let mut rows =
        Rows { currency, near_limit_percent, features: Vec::new(), ids: BTreeSet::new() };
    for table in document.tables("feature")? {
        let feature = rows.feature(table)?;
        rows.features.push(feature);
    }
    let mut plans: Vec<Plan> = Vec::new();
    for table in document.tables("plan")? {
        let line = table.line;
        let plan = rows.plan(table)?;
        if plan.default && plans.iter().any(|other| other.default) {
            return Err(at(line, "a second default plan; at most one may be the default"));
        }
        plans.push(plan);
    }
    let packs = document.tables("pack")?;
    let packs = packs.into_iter().map(|table| rows.pack(table)).collect::<Result<_, _>>()?;
    let mut welcome = Vec::new();
    for mut table in document.tables("welcome")? {
        let (_, offered) = table.switch("offered")?;
        let gift = rows.grant(table)?;
        welcome.extend(offered.then_some(gift));
    }
    let grace_days = grace_days(&mut document)?;
    document.end()?;
    Ok(Catalog { currency, features: rows.features, plans, packs, grace_days, welcome })
}

/// What was read so far, and what all rows go by.
pub(super) struct Rows {
    currency: Currency,
    /// Of allowances that do not say their own.
    near_limit_percent: u64,
    features: Vec<Feature>,
    ids: BTreeSet<String>,
}

impl Rows {
    pub(super) fn id<T>(
        &mut self,
        table: &mut Table,
        prefix: &str,
        parse: fn(String) -> Result<T, IdError>,
    ) -> Result<T, CatalogError> {
        let (line, text) = table.text("id")?;
        if !text.starts_with(prefix) {
            return Err(at(line, format!("`id` must start with `{prefix}`")));
        }
        if !self.ids.insert(text.clone()) {
            return Err(at(line, format!("`{text}` is there twice")));
        }
        parse(text).map_err(|error| at(line, format!("`id` {error}")))
    }

    fn feature(&mut self, mut table: Table) -> Result<Feature, CatalogError> {
        let id = self.id(&mut table, "", FeatureId::parse)?;
        let (_, name) = table.text("name")?;
        let kind = match table.text("kind")? {
            (_, word) if word == "counted" => FeatureKind::Counted,
            (_, word) if word == "switch" => FeatureKind::Switch,
            (line, _) => return Err(at(line, "`kind` must be `counted` or `switch`")),
        };
        let unit = table.text_if("unit")?.map(|(_, unit)| unit);
        table.end()?;
        Ok(Feature { id, name, kind, unit })
    }

    fn plan(&mut self, mut table: Table) -> Result<Plan, CatalogError> {
        let id = self.id(&mut table, "plan-", PlanId::parse)?;
        let (_, name) = table.text("name")?;
        let description = table.text_if("description")?.map(|(_, text)| text);
        let (_, default) = table.switch("default")?;
        let (_, highlighted) = table.switch("highlighted")?;
        let prices = table.tables("prices")?;
        let prices =
            prices.into_iter().map(|row| self.plan_price(row)).collect::<Result<_, _>>()?;
        let mut allowances: Vec<Allowance> = Vec::new();
        for row in table.tables("allowance")? {
            let line = row.line;
            let allowance = self.allowance(row)?;
            if allowances.iter().any(|other| other.feature == allowance.feature) {
                return Err(at(line, format!("`{}` is allowed twice", allowance.feature)));
            }
            allowances.push(allowance);
        }
        table.end()?;
        Ok(Plan { id, name, description, default, highlighted, prices, allowances })
    }

    fn plan_price(&self, mut table: Table) -> Result<PlanPrice, CatalogError> {
        let (line, word) = table.text("interval")?;
        let interval = Interval::parse(&word)
            .ok_or_else(|| at(line, "`interval` must be `month`, `quarter` or `year`"))?;
        let price = self.money(table.number("amount")?, "amount")?;
        let lookup_key = table.text_if("lookup_key")?.map(|(_, key)| key);
        table.end()?;
        Ok(PlanPrice { interval, price, lookup_key })
    }

    fn allowance(&self, mut table: Table) -> Result<Allowance, CatalogError> {
        let (feature, amount) = self.feature_amount(&mut table)?;
        let counted = self.kind(&feature) == Some(FeatureKind::Counted);
        let every = match table.text_if("every")? {
            Some((line, word)) => Every::parse(&word).filter(|_| counted).ok_or_else(|| {
                at(line, "`every` must be `day`, `month` or `billing_period`, for counted features")
            })?,
            None if counted => return Err(at(table.line, "`every` is missing")),
            None => Every::Ever,
        };
        let near_limit_percent = match near_limit(&mut table)? {
            Some((line, _)) if amount == Amount::Unlimited => {
                return Err(at(line, "`near_limit_percent` is of no use where there is no limit"));
            }
            own => own.map_or(self.near_limit_percent, |(_, percent)| percent),
        };
        table.end()?;
        Ok(Allowance { feature, amount, every, near_limit_percent })
    }

    pub(super) fn grant(&self, mut table: Table) -> Result<PackGrant, CatalogError> {
        let (feature, amount) = self.feature_amount(&mut table)?;
        let expires_after_days = match table.number_if("expires_after_days")? {
            Some((line, days)) => Some(small(line, days, 1, "expires_after_days")?),
            None => None,
        };
        let priority = match table.number_if("priority")? {
            Some((line, priority)) => small(line, priority, 0, "priority")?,
            None => DEFAULT_PRIORITY,
        };
        table.end()?;
        Ok(PackGrant { feature, amount, expires_after_days, priority })
    }

    fn feature_amount(&self, table: &mut Table) -> Result<(FeatureId, Amount), CatalogError> {
        let (line, text) = table.text("feature")?;
        let known = self.features.iter().find(|feature| feature.id.as_str() == text);
        let known = known.ok_or_else(|| at(line, format!("there is no feature `{text}`")))?;
        let (line, number) = table.number("amount")?;
        let amount = match (number, known.kind) {
            (-1, _) => Amount::Unlimited,
            (_, FeatureKind::Switch) => {
                return Err(at(line, "`amount` of a switch must be -1: it is on"));
            }
            (number, FeatureKind::Counted) => Amount::Of(quantity((line, number), "amount")?),
        };
        Ok((known.id.clone(), amount))
    }

    fn kind(&self, id: &FeatureId) -> Option<FeatureKind> {
        self.features.iter().find(|feature| feature.id == *id).map(|feature| feature.kind)
    }

    pub(super) fn money(
        &self,
        (line, number): (usize, i64),
        key: &str,
    ) -> Result<Money, CatalogError> {
        let minor = u64::try_from(number).ok().filter(|it| (1..=MAX_MINOR_UNITS).contains(it));
        let wrong = || at(line, format!("`{key}` must be 1 to {MAX_MINOR_UNITS} minor units"));
        Ok(Money { minor: minor.ok_or_else(wrong)?, currency: self.currency })
    }
}
