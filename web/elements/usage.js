// <tally-usage>: what the plan allows, how much of it is used, and when it begins anew.

import { of, read, readCatalog, soldAs } from "../lib/client.js";
import { portal, toPrices } from "../lib/checkout.js";
import { h } from "../lib/dom.js";
import { joined } from "../lib/format.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";

// How a subscription's status and a row's state look. A status that is not here is over for good.
const TONES = {
  active: "good", trialing: "good", past_due: "warn", paused: "warn", incomplete: "warn", unpaid: "bad",
  near: "warn", at: "bad", over: "bad",
};

const look = sheet(`
.rows { gap: 0; } .rows > li { padding-block: .95rem; border-top: 1px solid var(--_line); display: grid; gap: .4rem; }
.rows > li:first-child { border: 0; padding-top: 0; } .rows > li:last-child { padding-bottom: 0; }
.rows .row { gap: .15rem .75rem; }
.bar { height: .6rem; border-radius: 99px; overflow: hidden; background: var(--_line); }
.bar svg { display: block; width: 100%; height: 100%; }
.fill { fill: var(--_accent); transition: width .4s; } .near .fill { fill: var(--_warn); } .at .fill, .over .fill { fill: var(--_bad); }
.upgrade { border: 1px solid var(--_warn); border-radius: var(--_radius); padding: .8rem 1.2rem; } .upgrade p { flex: 1 1 15rem; }
h2.big { font-size: 1.5rem; }
@media (forced-colors: active) { .bar { border: 1px solid; } }
`);

class Usage extends TallyElement {
  static styles = [look];
  static attributesRead = ["pricing-url"];

  async load() {
    const [told, catalog] = await Promise.all([this.#told(), readCatalog()]);
    return { ...told, catalog };
  }

  async #told() {
    try {
      const summary = await read(of(this.account, "/summary"));
      return { ...summary, subscription: summary.subscription ?? await this.#unpaid(summary) };
    } catch (problem) {
      // A member may see what the organisation has and what they may use of it, and no more.
      if (problem.kind !== "forbidden") throw problem;
      return read(of(this.account, "/balances"));
    }
  }

  // The summary has the subscription that gives the plan. One that gives nothing, because it is not
  // paid, is what its holder has to know of.
  async #unpaid({ purchases }) {
    if (!purchases.some((purchase) => purchase.plan)) return null;
    const [newest] = (await read(of(this.account, "/subscriptions?limit=1"))).subscriptions;
    return TONES[newest?.status] && newest;
  }

  view({ plan, subscription, balances, catalog, caps }) {
    const nameOf = (feature) => balances.find((it) => it.feature === feature)?.name ?? feature;
    const sold = catalog.packs.flatMap((pack) => pack.grants.map((grant) => grant.feature));
    const all = balances.map((it) => ({ ...it, key: it.feature, state: stateOf(it), sold: sold.includes(it.feature) }));
    const mine = (caps ?? []).filter((cap) => cap.limit >= 0).map((cap) => ({
      ...cap, name: nameOf(cap.feature), key: `${cap.feature}-${cap.every}`, state: cap.remaining ? "" : "at", over: 0, grants: [],
    }));
    const rows = (title, shown) => h("section.stack", { "aria-labelledby": title || null },
      title && h("h2", { id: title }, this.t(title)), h("ul.card.rows", {}, shown.map((row) => this.#row(row))));
    return [
      (plan || subscription) && this.#plan(plan, subscription, catalog),
      this.#prompt([...mine, ...all], Boolean(caps)),
      mine.length > 0 && rows("usage-yours", mine),
      rows(caps && "usage-pool", all),
    ];
  }

  #plan(plan, subscription, catalog) {
    const { status, interval, plan: ordered, gives_until } = subscription ?? {}, tone = TONES[status], given = plan?.id === ordered;
    const name = soldAs(catalog, { plan: ordered });
    const badge = tone && h(`span.badge.${tone}`, {}, this.t(`usage-${status}`));
    // Days of grace still give the plan; after them what is overdue gives as little as what is unpaid.
    const told = status === "past_due" && !given ? "unpaid" : status;
    return h("div.card", { part: "status" },
      h("div.row.apart", {},
        h("div.row", {}, plan && h("h2.big", {}, plan.name), given && badge),
        tone && h("button", { type: "button", part: "button", onclick: (event) => this.act(event.currentTarget, () => portal(this)) },
          this.t("manage"))),
      given && h("p.quiet.small", {}, joined(this.t(`paid-${interval}`), this.#ends(subscription))),
      tone && !given && h("p.row", {}, h("strong", {}, name), badge),
      tone && tone !== "good" && h("p", {}, this.t(`usage-${told}-do`, { name, moment: gives_until && this.format.date(gives_until) })));
  }

  #ends({ status, cancel_at, trial_end, current_period_end }) {
    const [key, at] = cancel_at ? ["ends", cancel_at] : status === "trialing" ? ["trial-ends", trial_end ?? current_period_end]
      : ["renews", status === "active" && current_period_end];
    return at && this.t(`usage-${key}`, { moment: this.format.date(at) });
  }

  /** One sentence for all that is near or over; a member cannot buy and is told whom to ask. */
  #prompt(rows, member) {
    const full = rows.filter((row) => row.state && row.state !== "near");
    const told = full.length ? full : rows.filter((row) => row.state);
    if (!told.length) return false;
    const names = new Intl.ListFormat(this.format.locale).format(new Set(told.map((row) => row.name)));
    return h("div.upgrade.row", { part: "upgrade" },
      h("p", {}, this.t(full.length ? "usage-full" : "usage-close", { names }), member && ` ${this.t("usage-ask")}`),
      !member && toPrices(this, this.t("usage-plans"), { features: told.map((row) => row.feature) }));
  }

  #row(row) {
    const { key, name, kind, available, limit, used, over, held, grants, every, resets_at, state, sold } = row;
    const limited = limit != null && limit >= 0 && available !== -1;
    const nothing = kind === "switch" || (limit == null && !sold && !held && !grants.length);
    const all = used + over, percent = row.percent ?? (limit ? Math.floor((all * 100) / limit) : 100);
    const figure = limited ? this.t("usage-of", { used: all, limit, every: this.t(`every-${every}`) })
      : nothing ? this.t(available ? "included" : "not-included")
        : available === -1 ? this.t("unlimited") : this.t("usage-left", { n: available });
    const share = limited && this.format.percent(percent);
    const bought = limited && grants.reduce((sum, grant) => sum + grant.left, 0);
    const lost = grants.filter((grant) => grant.expires_at).sort((one, other) => (one.expires_at < other.expires_at ? -1 : 1))[0];
    const beside = joined(
      limited && resets_at && this.t("resets", { moment: this.format.moment(resets_at) }),
      !limited && used > 0 && this.t("usage-used", { n: used }),
      bought > 0 && this.t("usage-bought", { n: bought }),
      held > 0 && this.t("usage-held", { n: held }),
      lost && this.t("usage-lost", { n: lost.left, moment: this.format.date(lost.expires_at) }));
    return h(`li.${state}`, { part: `row ${state}`, "data-key": key, "data-feature": row.feature },
      h("div.row.apart", {},
        h("div.row", {}, h("strong", { id: key }, name), state && h(`span.badge.${TONES[state]}`, {}, this.t(`usage-${state}`, { n: over }))),
        h(`span.number${limited || available ? "" : ".quiet"}`, {}, figure, share && h("span.quiet", {}, ` · ${share}`))),
      limited && h("div.bar", {
        part: "bar", role: "meter", "aria-labelledby": key, "aria-valuemin": 0, "aria-valuemax": limit,
        "aria-valuenow": Math.min(all, limit), "aria-valuetext": `${figure}, ${share}`,
      }, h("svg", { "aria-hidden": "true" }, h("rect.fill", { part: "fill", width: `${Math.min(percent, 100)}%`, height: "100%" }))),
      beside && h("p.quiet.small", {}, beside));
  }
}

function stateOf({ available, limit, over, near_limit }) {
  if (limit == null || limit < 0 || available === -1) return "";
  return over > 0 ? "over" : available === 0 ? "at" : near_limit ? "near" : "";
}

define("tally-usage", Usage);
