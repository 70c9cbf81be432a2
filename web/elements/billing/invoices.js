// Invoices: what was billed, what was paid, and Stripe's page and PDF of each.

import { of, read } from "../../lib/client.js";
import { h } from "../../lib/dom.js";

const MOODS = { paid: ".good", open: ".warn", uncollectible: ".bad" };

export const invoices = {
  async load(element) {
    const first = await read(of(element.account, "/invoices?limit=10"));
    element.state.invoices = { more: [], next: first.next };
    return first.data;
  },

  view(element, first) {
    const { more = [], next } = element.state.invoices ?? {};
    const all = [...first, ...more];
    if (!all.length) return h("p.empty", {}, element.t("billing-no-invoices"));
    return [
      h("div.wide", { role: "group", tabindex: 0, "aria-label": element.t("billing-invoices") }, h("table", {},
        h("thead", {}, h("tr", {}, ["number", "date", "status", "amount", "links"].map((name) =>
          h(`th${name === "amount" ? ".number" : ""}`, { scope: "col" }, element.t(`billing-invoice-${name}`))))),
        h("tbody", {}, all.map((invoice) => row(element, invoice))))),
      next && h("div", {}, h("button", {
        type: "button", onclick: (event) => element.attempt("invoices", event.currentTarget, () => page(element)),
      }, element.t("show-more"))),
      element.wrong("invoices"),
    ];
  },
};

async function page(element) {
  const { more, next } = element.state.invoices;
  const told = await read(of(element.account, `/invoices?limit=10&cursor=${encodeURIComponent(next)}`));
  element.note("invoices", { more: [...more, ...told.data], next: told.next });
}

function row(element, invoice) {
  const link = (href, text) => href && h("a", { href, target: "_blank", rel: "noopener" }, text,
    h("span.unseen", {}, ` ${invoice.number ?? invoice.id}`));
  return h("tr", { "data-key": invoice.id },
    h("th", { scope: "row" }, invoice.number ?? invoice.id),
    h("td", {}, element.format.date(invoice.created)),
    h("td", {}, h(`span.badge${MOODS[invoice.status] ?? ""}`, {}, element.t(`billing-status-${invoice.status}`))),
    h("td.number", {}, element.format.money(invoice.amount_due, invoice.currency)),
    h("td", {}, h("span.row", {}, link(invoice.hosted_invoice_url, element.t("billing-invoice-open")), link(invoice.invoice_pdf, "PDF"))));
}
