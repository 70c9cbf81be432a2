// <tally-payment session=>: what came of a checkout. Stripe sends somebody back as soon as the card is
// taken; what was bought is there when Stripe has told us. Between the two it says just that.

import { Problem, changed, nameOf, read, readCatalog, soldAs } from "../lib/client.js";
import { h } from "../lib/dom.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";

const look = sheet(`
.mark { width: 2.6rem; height: 2.6rem; border-radius: 50%; border: 2px solid currentcolor; color: var(--_good); display: grid; place-items: center;
  font-size: 1.3rem; }
.mark.waits { border-color: var(--_line); border-top-color: var(--_accent); animation: turn 1s linear infinite; }
.mark.fails { color: var(--_bad); }
@keyframes turn { to { rotate: 1turn; } }
`);

const SOON = [300, 500, 700, 1000, 1000, 2000, 2000, 3000, 3000, 5000, 5000, 5000];
const LATE = 15000;

class Payment extends TallyElement {
  static styles = [look];
  static attributesRead = ["session"];
  #tries = 0;
  #timer = 0;
  #added = false;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  async load() {
    clearTimeout(this.#timer);
    const session = this.getAttribute("session");
    if (!session) throw new Problem(404, { type: "no-session" });
    const [{ purchase }, catalog] = await Promise.all([
      read(`/v1/checkout/${encodeURIComponent(session)}`), readCatalog(),
    ]);
    this.#follow(purchase);
    return { purchase, catalog };
  }

  #follow(purchase) {
    const { state } = purchase;
    if (state === "pending") {
      const wait = SOON[this.#tries] ?? LATE;
      this.#tries += 1;
      this.#timer = setTimeout(() => this.reload(), wait);
    } else if (state === "paid" && !this.#added) {
      this.#added = true;
      // Balances elsewhere are old now. First this has to show it.
      setTimeout(() => {
        changed();
        this.tell("tally-paid", { purchase });
      });
    }
  }

  view({ purchase, catalog }) {
    const { state } = purchase;
    const name = soldAs(catalog, purchase);
    const price = this.format.money(purchase.charged ?? purchase.price.amount, purchase.price.currency);
    if (state === "paid") return this.#paid(purchase, catalog, name, price);
    if (state === "pending") {
      const late = this.#tries > SOON.length;
      return this.#card("waits", "", this.t("payment-adding"),
        this.t(late ? "payment-late" : "payment-moment", { name, price }));
    }
    return this.#card("fails", "×", this.t(`payment-${state}`), this.t("payment-nothing-charged", { name }));
  }

  #paid(purchase, catalog, name, price) {
    const brought = purchase.grants.map((lot) => {
      const amount = lot.amount === -1 ? this.t("unlimited") : this.format.number(lot.amount);
      return h("li", {}, h("strong.number", {}, amount), ` ${nameOf(catalog, lot.feature)}`);
    });
    return this.#card("", "✓", this.t("payment-paid"), this.t("payment-bought", { name, price }),
      brought.length > 0 && h("ul.stack", { part: "bought" }, brought));
  }

  #card(mood, sign, title, ...rest) {
    return h("div.card", { part: "card", role: "status", "data-state": mood || "paid" },
      h(`div.mark${mood ? `.${mood}` : ""}`, { "aria-hidden": "true" }, sign),
      h("h2", {}, title), rest.map((it) => (typeof it === "string" ? h("p", {}, it) : it)));
  }
}

define("tally-payment", Payment);
