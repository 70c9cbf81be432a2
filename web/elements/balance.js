// <tally-balance>: what is left, and one click to more of it.

import { of, read, readCatalog } from "../lib/client.js";
import { checkout } from "../lib/checkout.js";
import { h } from "../lib/dom.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";

const look = sheet(`
:host([compact]) .card { padding: .5rem .9rem; grid-auto-flow: column; align-items: center; gap: .75rem; justify-content: start; }
:host([compact]) .big { font-size: 1.25rem; }
:host([compact]) { display: inline-block; container-type: normal; } :host([compact]) .cards { display: flex; flex-wrap: wrap; }
.card.short { border-color: var(--_warn); }
.card button { justify-self: start; }
`);

class Balance extends TallyElement {
  static styles = [look];
  static attributesRead = ["feature", "pack", "live", "low"];
  #before = new Map();
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    const seconds = Number(this.getAttribute("live"));
    if (seconds > 0) {
      this.#timer = setInterval(() => document.visibilityState === "visible" && this.reload(), Math.max(seconds, 2) * 1000);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async load() {
    const [told, catalog] = await Promise.all([read(of(this.account, "/balances")), readCatalog()]);
    const asked = this.getAttribute("feature");
    const balances = told.balances.filter((it) => (asked ? it.feature === asked : it.kind === "counted"));
    this.#announce(balances);
    return { balances, catalog };
  }

  /** What changed is said aloud, and told to the page. */
  #announce(balances) {
    for (const { feature, name, available } of balances) {
      const before = this.#before.get(feature);
      this.#before.set(feature, available);
      if (before === undefined || before === available) continue;
      this.say(available === -1 ? `${name}: ${this.t("unlimited")}` : this.t("now-left", { feature: name, n: available }));
      this.tell("tally-balance", { feature, available, before });
    }
  }

  view({ balances, catalog }) {
    if (!balances.length) return h("p.empty", {}, this.t("nothing-sold"));
    return h("div.cards", {}, balances.map((balance) => this.#card(balance, catalog)));
  }

  #card(balance, catalog) {
    const { feature, name, available, limit, resets_at } = balance;
    const endless = available === -1, low = Number(this.getAttribute("low") ?? 3);
    const on = balance.kind === "switch" ? available !== 0 : null;
    const short = on === null && !endless && (balance.near_limit || available <= low);
    const figure = on !== null ? this.t(on ? "included" : "not-included")
      : endless ? this.t("unlimited") : this.format.number(available);
    const beside = on !== null || endless ? "" : limit > 0 ? this.t("left-of", { limit }) : this.t("left");
    return h(`div.card${short ? ".short" : ""}`, { part: "card", "data-key": feature },
      h("p.quiet.small", {}, name),
      h("p", {}, h("strong.big", { part: "amount", "data-feature": feature }, figure), " ", h("span.quiet", {}, beside)),
      short && h("span.badge.warn", {}, this.t(available > 0 ? "running-low" : "none-left")),
      resets_at && limit >= 0 && !this.hasAttribute("compact") && h("p.small.quiet", {}, this.t("resets", { moment: this.format.moment(resets_at) })),
      (short || on === false) && this.#topUp(feature, catalog));
  }

  #topUp(feature, catalog) {
    const brings = catalog.packs.filter((pack) => !pack.term && pack.grants.some((grant) => grant.feature === feature));
    const named = this.getAttribute("pack");
    const pack = named ? brings.find((it) => it.id === named) : brings.find((it) => it.highlighted) ?? brings[0];
    if (!pack) return false;
    const price = this.format.money(pack.price.amount * (pack.min ?? 1), pack.price.currency);
    return h("button.main", {
      type: "button", part: "button",
      onclick: (event) => this.act(event.currentTarget, () =>
        checkout(this, { pack: pack.id, ...(pack.min && { quantity: pack.min }) })),
    }, this.t("top-up", { name: pack.name, price }));
  }
}

define("tally-balance", Balance);
