// Saved cards: which there are, which is charged, and another one by Stripe's own form.

import { ask, changed, newKey, of, read } from "../../lib/client.js";
import { h } from "../../lib/dom.js";
import { cardName } from "./buy.js";

const PAUSES = [200, 400, 800, 1500, 3000, 5000];

export const cards = {
  async load(element) {
    return (await read(of(element.account, "/payment-methods"))).data;
  },

  view(element, methods) {
    const state = element.state.cards ?? {};
    return [
      methods.length === 0 && h("p.empty", {}, element.t("billing-no-cards")),
      h("ul.stack", {}, methods.map((method) => one(element, method))),
      element.wrong("cards"),
      state.added && h("p", { role: "status", "data-key": "added" }, element.t(state.added)),
      state.adding ? adding(element) : h("div", { "data-key": "add" }, h("button", {
        type: "button", onclick: (event) => element.attempt("cards", event.currentTarget, () => begin(element)),
      }, element.t("billing-add-card"))),
    ];
  },
};

function one(element, method) {
  const path = (rest) => of(element.account, `/payment-methods/${rest}`);
  const then = (deed) => (event) => element.attempt("cards", event.currentTarget, async () => {
    await deed();
    changed();
  });
  const { card } = method, name = cardName(method);
  const remove = then(() => ask("DELETE", path(encodeURIComponent(method.id))));
  return h("li.card", { "data-key": method.id, "data-card": card?.last4 },
    h("div.row.apart", {},
      h("span", {}, h("strong", {}, name), " ",
        card && h("span.quiet.small", {}, element.t("billing-expires", { at: `${String(card.exp_month).padStart(2, "0")}/${card.exp_year}` })), " ",
        method.default && h("span.badge.good", {}, element.t("billing-default"))),
      h("span.row", {},
        !method.default && h("button.plain", {
          type: "button", onclick: then(() => ask("PUT", path("default"), { body: { payment_method: method.id } })),
        }, element.t("billing-make-default"), h("span.unseen", {}, ` ${name}`)),
        element.confirming(`remove-${method.id}`, element.t("billing-remove"), element.t("billing-remove-card", { name }), remove))));
}

async function begin(element) {
  const setup = await ask("POST", of(element.account, "/payment-methods"), { body: {}, key: newKey() });
  // The one card form there is may stand in the other section.
  element.note("buy", { order: null });
  await element.form.open(element, setup.client_secret, setup.publishable_key, (error) => element.note("cards", { error }));
  element.note("cards", { adding: true, added: null });
}

function adding(element) {
  const close = (change) => {
    element.form.close();
    element.note("cards", { adding: false, ...change });
  };
  const save = (event) => {
    event.preventDefault();
    return element.attempt("cards", event.submitter, async () => {
      const before = element.data.cards.length;
      const error = await element.form.confirm("confirmSetup");
      if (error) return element.note("cards", { error });
      close({ added: "billing-card-coming" });
      arrived(element, before);
    });
  };
  return h("form.stack.card", { "data-key": "adding", onsubmit: save },
    h("slot", { name: "card" }),
    h("div.row", {}, h("button.main", {}, element.t("billing-save-card")),
      h("button.plain", { type: "button", onclick: () => close({}) }, element.t("cancel"))));
}

/** Stripe has the card; it is listed in a moment. */
async function arrived(element, before) {
  for (const pause of PAUSES) {
    await new Promise((done) => setTimeout(done, pause));
    changed();
    const told = await read(of(element.account, "/payment-methods")).catch(() => null);
    if (told?.data.length > before) return element.note("cards", { added: "billing-card-saved" });
  }
  return null;
}
