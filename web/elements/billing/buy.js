// Buys sessions for an organisation: how many, billed how, paid by which card.

import { ask, changed, forgetKey, keyOf, of, read, readCatalog } from "../../lib/client.js";
import { h } from "../../lib/dom.js";

const PAUSES = [300, 500, 800, 1200, 2000, 3000, 4000, 5000, 5000, 8000, 10000, 15000];
const NEW_CARD = "";

export const buy = {
  async load(element) {
    const [catalog, methods] = await Promise.all([
      readCatalog(), read(of(element.account, "/payment-methods")),
    ]);
    return { packs: catalog.packs.filter((pack) => pack.min), methods: methods.data };
  },

  view(element, { packs, methods }) {
    if (!packs.length) return h("p.empty", {}, element.t("nothing-sold"));
    const state = element.state.buy ?? {};
    if (state.bought) return bought(element, state);
    if (state.waiting) return [h("p", { role: "status" }, element.t(state.late ? "payment-late" : "payment-adding")), state.late && again(element)];
    return state.order ? paying(element, state, methods) : choosing(element, state, packs);
  },
};

/** All units cost what the highest tier says that their number reaches. */
function unitPrice(pack, quantity) {
  const reached = pack.tiers.filter((tier) => tier.from <= quantity).pop();
  return (reached ?? pack).price;
}

function choosing(element, state, packs) {
  const pack = packs.find((it) => it.id === state.pack) ?? packs.find((it) => it.highlighted) ?? packs[0];
  const quantity = state.quantity ?? Math.max(pack.min, Math.min(100, pack.max ?? 100));
  const { amount, currency } = unitPrice(pack, quantity);
  const money = (minor) => element.format.money(minor, currency);
  const choose = (change) => element.note("buy", { ...change, error: null });
  const order = (event) => {
    event.preventDefault();
    return element.attempt("buy", event.submitter, () => begin(element, { pack: pack.id, quantity }));
  };
  return h("form.stack", { "data-key": "choosing", onsubmit: order },
    h("fieldset", {}, h("legend.unseen", {}, element.t("billing-term")), h("div.choices", {}, packs.map((it) =>
      h("label.choice", {}, h("input", { type: "radio", name: "pack", value: it.id, checked: it === pack, onchange: () => choose({ pack: it.id }) }),
        h("span", {}, h("strong", {}, it.name),
          h("span.quiet.small", {}, element.t("billing-each", { price: money(it.price.amount) })),
          it.tiers.map((tier) => h("span.quiet.small", {}, element.t("tier-from", { n: tier.from, price: money(tier.price.amount) })))))))),
    h("div.row", {},
      h("label", {}, element.t("how-many"), h("input", {
        type: "number", name: "quantity", min: pack.min, max: pack.max, value: quantity, required: true, inputmode: "numeric",
        oninput: (event) => event.target.checkValidity() && choose({ quantity: Number(event.target.value) }),
      })),
      h("p", { "aria-live": "polite" }, h("span.quiet", {}, `${element.t("total")} `),
        h("strong.big", { "data-total": "" }, money(amount * quantity)))),
    element.wrong("buy"),
    h("div", {}, h("button.main", {}, element.t("billing-order"))));
}

/** The same choice is the same order until it is paid. */
async function begin(element, body) {
  const path = of(element.account, "/payment-intents"), name = path + JSON.stringify(body);
  const post = () => ask("POST", path, { body, key: keyOf(name) });
  const order = await post().catch((problem) => {
    // That one is paid or called off: this is another.
    if (problem.status !== 409) throw problem;
    forgetKey(name);
    return post();
  });
  order.name = name;
  if (!order.client_secret || order.status === "succeeded") return follow(element, order);
  const { methods } = element.data.buy;
  const method = (methods.find((it) => it.default) ?? methods[0])?.id ?? NEW_CARD;
  element.note("cards", { adding: false });
  await element.form.open(element, order.client_secret, order.publishable_key, (error) => element.note("buy", { error }));
  element.note("buy", { order, method });
}

function paying(element, state, methods) {
  const { order, method } = state;
  const price = element.format.money(order.amount, order.currency);
  const pay = (event) => {
    event.preventDefault();
    return element.attempt("buy", event.submitter, async () => {
      const error = await element.form.confirm("confirmPayment", method);
      if (error) return element.note("buy", { error });
      element.form.close();
      return follow(element, order);
    });
  };
  const back = () => {
    element.form.close();
    element.note("buy", { order: null, error: null });
  };
  const choice = (value, text) => h("label.choice", {}, h("input", {
    type: "radio", name: "method", value, checked: value === method, onchange: () => element.note("buy", { method: value, error: null }),
  }), h("span", {}, text));
  return h("form.stack.card", { "data-key": "paying", onsubmit: pay },
    h("p", {}, element.t("total"), " ", h("strong", {}, price)),
    methods.length > 0 && h("fieldset", {}, h("legend", {}, element.t("billing-method")), h("div.choices", {},
      methods.map((it) => choice(it.id, cardName(it))), choice(NEW_CARD, element.t("billing-new-card")))),
    h("div", { "data-key": "card", hidden: method !== NEW_CARD }, h("slot", { name: "card" })),
    element.wrong("buy"),
    h("div.row", {}, h("button.main", {}, element.t("billing-pay", { price })),
      h("button.plain", { type: "button", onclick: back }, element.t("cancel"))));
}

/** A card as its holder knows it. */
export const cardName = ({ card, type }) => (card ? `${card.brand.replace(/^./, (it) => it.toUpperCase())} •••• ${card.last4}` : type);

/** Stripe has the money; what was bought is there when it has told us. */
async function follow(element, order) {
  const { account } = element;
  forgetKey(order.name);
  element.note("buy", { order: null, waiting: true, late: false });
  for (const pause of PAUSES) {
    await new Promise((done) => setTimeout(done, pause));
    const purchase = await read(of(element.account, `/purchases/${order.purchase}`)).catch(() => null);
    if (element.account !== account) return;
    if (purchase?.state !== "paid") continue;
    element.note("buy", { waiting: false, bought: purchase });
    element.say(element.t("billing-bought", { n: purchase.quantity }));
    element.tell("tally-purchase", { purchase });
    changed();
    return;
  }
  element.note("buy", { late: true });
}

function bought(element, { bought: purchase }) {
  return h("div.card", { "data-key": "bought" },
    h("p", {}, h("strong", {}, element.t("billing-bought", { n: purchase.quantity }))),
    again(element));
}

const again = (element) => h("div", {}, h("button", {
  type: "button", onclick: () => element.note("buy", { bought: null, waiting: false }),
}, element.t("billing-again")));
