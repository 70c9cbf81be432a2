// <tally-pricing>: what is sold, what it costs, and the way to pay for it.

import { Problem, nameOf, of, read, readCatalog } from "../lib/client.js";
import { checkout, portal } from "../lib/checkout.js";
import { h } from "../lib/dom.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";

const MONTHS = { month: 1, quarter: 3, year: 12 };

const look = sheet(`
.cards { grid-template-columns: repeat(auto-fit, minmax(min(13.5rem, 100%), 20rem)); margin-top: .7rem; }
@container (max-width: 30rem) { .cards { grid-template-columns: minmax(0, 1fr); } }
section + section { margin-top: 1rem; }
.offer { position: relative; padding-top: 1.35rem; grid-template-rows: auto auto 1fr auto; }
.offer.chosen { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.offer > .badge { position: absolute; top: -.75rem; inset-inline-start: 1.1rem; background: var(--_paper); }
.offer > .badge.accent { background: var(--_accent); }
.offer button { width: 100%; margin-top: .35rem; }
.segments { display: inline-flex; border: 1px solid var(--_line); border-radius: 99px; padding: .2rem; gap: .15rem; }
.segments label { display: inline-flex; cursor: pointer; color: var(--_ink); position: relative; }
.segments input { position: absolute; inset: 0; opacity: 0; cursor: pointer; }
.segments span { padding: .35rem .95rem; border-radius: 99px; min-height: 2.1rem; }
.segments input:checked + span { background: var(--_accent); color: var(--_on-accent); }
.segments input:focus-visible + span { outline: 2px solid var(--_accent); outline-offset: 2px; }
.price .small { font-family: var(--tally-font, system-ui, sans-serif); }
th[scope=row] { position: sticky; inset-inline-start: 0; background: var(--_paper); color: var(--_ink); font-weight: 500; }
input[type=number] { width: 7rem; }
`);

class Pricing extends TallyElement {
  static styles = [look];
  static attributesRead = ["show", "interval"];
  #interval = null;
  #many = {};
  #mine = null;

  async load() {
    const catalog = await readCatalog();
    this.#ask();
    return { catalog, mine: this.#mine };
  }

  // Prices are for everybody and wait for nobody; whose plan is which follows for who is signed in.
  async #ask() {
    const mine = await read(of(this.account)).catch((problem) => {
      if (problem instanceof Problem) return null;
      throw problem;
    });
    this.#mine = mine;
    if (!this.data) return;
    this.data.mine = mine;
    this.paint();
  }

  view({ catalog, mine }) {
    const only = this.getAttribute("show");
    const packs = only === "plans" ? [] : catalog.packs;
    const plans = only === "packs" ? [] : catalog.plans;
    if (!packs.length && !plans.length) return h("p.empty", {}, this.t("nothing-sold"));
    this.features = Object.fromEntries(catalog.features.map((it) => [it.id, it]));
    return [packs.length > 0 && this.#packs(packs), plans.length > 0 && this.#plans(plans, mine)];
  }

  #packs(packs) {
    return h("section.stack", { "aria-labelledby": "packs" },
      h("h2", { id: "packs" }, this.t("packs")),
      h("ul.cards", { part: "packs" }, packs.map((pack) => this.#pack(pack))));
  }

  #pack(pack) {
    const { price } = pack, many = this.#many[pack.id] ?? pack.min;
    const chosen = pack.highlighted;
    const name = `${pack.id}-name`;
    return h(`li.card.offer${chosen ? ".chosen" : ""}`, { part: "card pack", "data-key": pack.id },
      h("div.stack", {},
        h("h3", { id: name }, pack.name),
        h("p.price.big", {}, this.format.money(price.amount, price.currency),
          pack.min && h("span.small.quiet", {}, ` × ${this.t("how-many").toLowerCase()}`))),
      chosen && h("span.badge.accent", {}, this.t("most-popular")),
      h("div.stack", {},
        pack.grants.map((grant) => this.#brings(grant, price.currency)),
        pack.description && h("p.quiet.small", {}, pack.description),
        pack.tiers.map((tier) => h("p.quiet.small", {}, this.t("tier-from",
          { n: tier.from, price: this.format.money(tier.price.amount, tier.price.currency) }))),
        pack.min && this.#howMany(pack, many)),
      h(chosen ? "button.main" : "button", {
        type: "button", part: "button", "data-pack": pack.id, "aria-describedby": name,
        onclick: (event) => this.act(event.currentTarget, () =>
          checkout(this, { pack: pack.id, ...(pack.min && { quantity: many }) })),
      }, this.t("buy"), h("span.unseen", {}, ` ${pack.name}`)));
  }

  #brings(grant, currency) {
    const feature = this.features[grant.feature], unit = feature?.unit || feature?.name || grant.feature;
    const amount = grant.amount === -1 ? this.t("pack-for-good", { feature: feature?.name })
      : this.t("pack-amount", { amount: grant.amount, unit });
    const each = grant.price_per_unit && grant.amount > 1
      && this.t("per-unit", { price: this.format.money(grant.price_per_unit, currency), unit });
    const lasts = grant.expires_after_days && this.t("expires-after", { n: grant.expires_after_days });
    return [h("p", {}, amount), each && h("p.small.quiet.number", { part: "per-unit" }, each), lasts && h("p.small.quiet", {}, lasts)];
  }

  #howMany(pack, many) {
    return h("label", {}, this.t("how-many"), h("input", {
      type: "number", min: pack.min, max: pack.max, value: many, inputmode: "numeric",
      onchange: (event) => {
        const asked = Math.round(Number(event.target.value)) || pack.min;
        this.#many[pack.id] = event.target.value = Math.max(pack.min, Math.min(asked, pack.max ?? asked));
        this.paint();
      },
    }));
  }

  #plans(plans, mine) {
    const all = ["month", "quarter", "year"].filter((it) => plans.some((plan) => priceOf(plan, it)));
    const held = mine?.subscription?.interval;
    const asked = this.#interval ?? this.getAttribute("interval") ?? held;
    const interval = all.includes(asked) ? asked : all[0];
    return h("section.stack", { "aria-labelledby": "plans" },
      h("div.row.apart", {}, h("h2", { id: "plans" }, this.t("plans")),
        all.length > 1 && this.#switch(all, interval, plans)),
      h("ul.cards", { part: "plans" }, plans.map((plan) => this.#plan(plan, interval, mine))),
      plans.length > 1 && this.#comparison(plans));
  }

  #switch(all, interval, plans) {
    const saved = Math.max(0, ...plans.map((plan) => saving(plan)));
    const one = (it) => h("label", {}, h("input", {
      type: "radio", name: "interval", value: it, checked: it === interval,
      onchange: () => {
        this.#interval = it;
        this.paint();
      },
    }), h("span", {}, this.t(`paid-${it}`),
      it === "year" && saved > 0 && ` · ${this.t("saves", { percent: this.format.percent(saved) })}`));
    return h("fieldset", {}, h("legend.unseen", {}, this.t("how-paid")), h("div.segments", {}, all.map(one)));
  }

  #plan(plan, interval, mine) {
    const price = priceOf(plan, interval) ?? plan.prices[0];
    const current = mine?.plan?.id === plan.id;
    const marked = current || plan.highlighted;
    return h(`li.card.offer${marked ? ".chosen" : ""}`, { part: "card plan", "data-key": plan.id, "aria-current": current && "true" },
      h("div.stack", {},
        h("h3", { id: `${plan.id}-name` }, plan.name),
        price ? h("p.price.big", {}, this.format.money(price.price.amount, price.price.currency),
          h("span.small.quiet", {}, ` ${this.t(`interval-${price.interval}`)}`)) : h("p.price.big", {}, this.t("free"))),
      current ? h("span.badge.good", {}, this.t("your-plan"))
        : plan.highlighted && h("span.badge.accent", {}, this.t("most-popular")),
      h("ul.stack.small", {}, plan.allowances.map((allowance) =>
        h("li", {}, this.#allowed(allowance), " ", h("span.quiet", {}, this.#nameOf(allowance.feature)))),
      plan.description && h("li.quiet", {}, plan.description)),
      this.#choose(plan, price, current, mine));
  }

  #choose(plan, price, current, mine) {
    const subscribed = mine?.subscription && !["canceled", "incomplete_expired"].includes(mine.subscription.status);
    if (subscribed && (current || !plan.default)) {
      return h("button", { type: "button", part: "button", onclick: (event) => this.act(event.currentTarget, () => portal(this)) },
        current ? this.t("manage") : this.t("switch-plan", { name: plan.name }));
    }
    if (current || !price) return false;
    return h(plan.highlighted ? "button.main" : "button", {
      type: "button", part: "button", "data-plan": plan.id,
      onclick: (event) => this.act(event.currentTarget, () => checkout(this, { plan: plan.id, interval: price.interval })),
    }, this.t("get-plan", { name: plan.name }));
  }

  #nameOf(feature) {
    return nameOf(this.data.catalog, feature);
  }

  #allowed({ feature, amount, every }) {
    if (this.features[feature]?.kind === "switch") return this.t(amount === 0 ? "not-included" : "included");
    if (amount === -1) return this.t("unlimited");
    return this.t("amount-every", { amount, every: this.t(`every-${every}`) });
  }

  #comparison(plans) {
    const named = new Set(plans.flatMap((plan) => plan.allowances.map((it) => it.feature)));
    const cell = (plan, feature) => {
      const allowance = plan.allowances.find((it) => it.feature === feature);
      return h("td", {}, allowance ? this.#allowed(allowance) : h("span.quiet", {}, h("span", { "aria-hidden": "true" }, "–"),
        h("span.unseen", {}, this.t("not-included"))));
    };
    return h("details", { open: true }, h("summary", {}, this.t("compare")),
      h("div.wide", { role: "region", tabindex: 0, "aria-label": this.t("compare") },
        h("table", { part: "comparison" },
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, this.t("feature")),
            plans.map((plan) => h("th", { scope: "col" }, plan.name)))),
          h("tbody", {}, [...named].map((feature) => h("tr", {},
            h("th", { scope: "row" }, this.#nameOf(feature)), plans.map((plan) => cell(plan, feature))))))));
  }
}

const priceOf = (plan, interval) => plan.prices.find((it) => it.interval === interval);

/** How many in a hundred a year costs less than its months. */
function saving(plan) {
  const [year, other] = [priceOf(plan, "year"), priceOf(plan, "month") ?? priceOf(plan, "quarter")];
  if (!year || !other) return 0;
  const months = other.price.amount * (12 / MONTHS[other.interval]);
  return Math.floor(100 - (year.price.amount * 100) / months);
}

define("tally-pricing", Pricing);
