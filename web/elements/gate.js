// <tally-gate feature= amount=>: shows what is in it to who may use the feature, and a lock to who may not.
// It is for the eye alone: the backend asks before it does anything that costs.

import { of, read } from "../lib/client.js";
import { checkout } from "../lib/checkout.js";
import { h } from "../lib/dom.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";

const look = sheet(`
.lock { border: 1px dashed color-mix(in oklab, var(--_line), var(--_ink) 30%); border-radius: var(--_radius); padding: 1rem 1.2rem; display: grid; gap: .7rem;
  justify-items: start; }
.lock strong::before { content: ""; display: inline-block; width: .8em; height: .62em; border-radius: .12em; background: currentcolor;
  margin-inline-end: .5em; box-shadow: 0 -.32em 0 -.12em var(--_paper), 0 -.36em 0 -.04em currentcolor; vertical-align: -.02em; }
`);

class Gate extends TallyElement {
  static styles = [look];
  static attributesRead = ["feature", "amount", "offers", "read-only", "pricing-url"];
  #was = null;

  async load() {
    const feature = encodeURIComponent(this.getAttribute("feature") ?? "");
    const amount = Number(this.getAttribute("amount")) || 1;
    return read(of(this.account, `/balances/${feature}?amount=${amount}`));
  }

  view(check) {
    const { allowed } = check, first = this.#was === null;
    if (this.#was !== allowed) {
      this.#was = allowed;
      this.toggleAttribute("allowed", allowed);
      if (!first && allowed) this.say(this.t("gate-opened", { feature: check.name }));
      queueMicrotask(() => this.tell("tally-gate", { feature: check.feature, allowed, check }));
    }
    if (allowed) return h("slot");
    return [this.#lock(check), this.hasAttribute("read-only") && h("slot", { name: "read-only" })];
  }

  signedOut() {
    this.toggleAttribute("allowed", false);
    this.#was = null;
    return h("div.lock", { part: "lock" }, h("strong", {}, this.t("gate-locked")), super.signedOut());
  }

  #lock(check) {
    const values = { feature: check.name, needed: check.requested, available: check.available };
    const none = check.reason === "insufficient" && check.available === 0;
    const reason = this.t(none ? "gate-none" : `gate-${check.reason}`, values);
    return h("div.lock", { part: "lock" },
      h("strong", {}, this.t(this.hasAttribute("read-only") ? "gate-read-only" : "gate-locked")),
      h("slot", { name: "locked" }, h("p", {}, reason)),
      check.changes_at && h("p.small.quiet", {}, this.t("gate-unlocks", { moment: this.format.moment(check.changes_at) })),
      this.#offers(check));
  }

  #offers(check) {
    const help = check.offers.filter((offer) => offer.covers), most = Number(this.getAttribute("offers") ?? 2);
    if (!help.length || most === 0) return false;
    const pricing = this.getAttribute("pricing-url");
    return h("div.row", { part: "offers", role: "group", "aria-label": this.t("gate-offers") },
      help.slice(0, most).map((offer, at) => this.#offer(offer, at === 0)),
      pricing && h("a", { href: pricing }, this.t("more-offers")));
  }

  #offer(offer, first) {
    const { price, name, interval } = offer;
    const order = offer.pack ? { pack: offer.pack } : { plan: offer.plan, interval };
    const amount = this.format.money(price.amount, price.currency)
      + (interval ? ` ${this.t(`interval-${interval}`)}` : "");
    return h(first ? "button.main" : "button", {
      type: "button", part: "button", "data-offer": offer.pack ?? offer.plan,
      onclick: (event) => this.act(event.currentTarget, () => checkout(this, order)),
    }, `${name} · ${amount}`);
  }
}

define("tally-gate", Gate);
