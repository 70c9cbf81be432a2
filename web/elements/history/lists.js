// What <tally-history> shows: entries of the ledger and purchases in people's words, and use day by day.

import { nameOf, soldAs } from "../../lib/client.js";
import { h } from "../../lib/dom.js";
import { joined } from "../../lib/format.js";

const USES = ["consume", "record", "settle"], GIVES = ["fulfil", "reverse", "adjust"];
const isSwitch = ({ features }, id) => features.find((it) => it.id === id)?.kind === "switch";

/** What was bought, and how many of it. */
function titleOf({ format }, catalog, order) {
  const name = soldAs(catalog, order);
  return order.quantity > 1 ? `${name} × ${format.number(order.quantity)}` : name;
}

// Activity. ---------------------------------------------------------------------------------------

/** A list for each day of the reader's zone. */
export function activity(element, catalog, entries, bought) {
  const days = Map.groupBy(entries, (entry) => element.format.date(entry.at));
  return [...days].map(([day, all]) => h("section", { "data-key": day },
    h("h3.small.quiet", {}, day), h("ul", {}, all.map((entry) => row(element, catalog, entry, bought)))));
}

/** Some of what an entry is, its postings alone tell. */
function wordOf({ kind }, moved) {
  if (kind === "reverse" && (moved("granted") || moved("restored") || !(moved("took") || moved("owes")))) return "reverse-back";
  if (kind === "pass" && moved("expired")) return "pass-expired";
  return kind === "subscribe" && moved("unsubscribed") ? "subscribe-over" : kind;
}

function row(element, catalog, entry, bought) {
  const { kind, at, hash, outcome, session, reference, member, reason, canonical } = entry, { format } = element;
  const moved = (posting) => canonical.includes(`\nposting=${posting} `);
  const time = new Intl.DateTimeFormat(format.locale, { timeStyle: "short" }).format(new Date(at));
  // Ids of payments and subscriptions say nothing to people; what they are about does.
  const plan = /\nposting=subscribed .*\bplan=(\S+)/.exec(canonical)?.[1], paid = bought.get(reference) ?? (plan && { plan });
  const text = (key, name) => name && element.t(`history-${key}`, { name });
  const facts = joined(text("member", member?.replace("user:", "")), text("session", session),
    text("reference", entry.scope !== "stripe" && reference), reason);
  const amounts = ({ feature, amount, short, available }) => {
    // What is set aside and what comes back from there was not used: it has no sign.
    const took = moved("took"), sign = amount < 1 ? "" : took || USES.includes(kind) ? "−" : GIVES.includes(kind) ? "+" : "";
    const whole = element.t(!isSwitch(catalog, feature) ? "unlimited" : took ? "not-included" : "included");
    const beside = joined(short > 0 && element.t(kind === "reverse" ? "history-spent" : "history-beyond", { n: short }),
      available !== -1 && !isSwitch(catalog, feature) && element.t("history-left", { n: available }));
    return h("li", {},
      h("p", {}, h(`strong.number${sign === "+" ? ".gained" : ""}`, {}, amount === -1 ? whole : sign + format.number(amount)), ` ${nameOf(catalog, feature)}`),
      beside && h("p.small.quiet.number", {}, beside));
  };
  return h("li.entry", { part: "entry", tabindex: -1, "data-key": hash, "data-kind": kind },
    h("time.quiet.small.number", { datetime: at }, time),
    h("div", {}, h("p", {}, element.t(`history-${wordOf(entry, moved)}`), paid && h("span.quiet", {}, ` · ${titleOf(element, catalog, paid)}`)),
      facts && h("p.small.quiet", {}, facts)),
    outcome.length > 0 && h("ul.amounts", {}, outcome.map(amounts)));
}

// Use. --------------------------------------------------------------------------------------------

const DAYS = 30, TOP = 8, BASE = 148;
const dayOf = (at) => new Date(at).toDateString();

/** The last days in the reader's zone, oldest first. A server whose clock is ahead knows what today is. */
export function lastDays(entries) {
  const now = new Date(Math.max(Date.now(), Date.parse(entries[0]?.at) || 0));
  return Array.from({ length: DAYS }, (_, at) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - (DAYS - 1 - at)));
}

/** A picture of what was used of a feature, and the same numbers to be read. */
export function use(element, catalog, { entries, more }, asked, choose) {
  const { format } = element, days = lastDays(entries), oldest = entries.at(-1).at;
  const used = entries.filter((entry) => USES.includes(entry.kind) && new Date(entry.at) >= days[0])
    .flatMap((entry) => entry.outcome.map((it) => ({ ...it, day: dayOf(entry.at) })));
  if (!used.length) return h("p.quiet", {}, element.t("history-unused"));
  const by = Map.groupBy(used, (it) => it.feature), features = [...by.keys()].sort((one, other) => by.get(other).length - by.get(one).length);
  const chosen = by.has(asked) ? asked : features[0];
  const amounts = days.map((day) => by.get(chosen).reduce((sum, it) => sum + (it.day === dayOf(day) ? it.amount : 0), 0));
  const title = element.t("history-per-day", { name: nameOf(catalog, chosen) });
  const short = (day) => new Intl.DateTimeFormat(format.locale, { month: "short", day: "numeric" }).format(day);
  return h("figure.stack", { part: "use" },
    h("figcaption.row.apart", {}, h("h3", {}, title),
      features.length > 1 && h("select", { "aria-label": element.t("feature"), onchange: (event) => choose(event.target.value) },
        features.map((it) => h("option", { value: it, selected: it === chosen }, nameOf(catalog, it))))),
    plot(element, title, days.map(short), amounts),
    more && new Date(oldest) >= days[0] && h("p.small.quiet", {}, element.t("history-since", { moment: format.moment(oldest) })),
    h("details", {}, h("summary", {}, element.t("history-table")),
      h("div.wide", { role: "region", tabindex: 0, "aria-label": title }, h("table", {},
        h("tr", {}, h("th", { scope: "col" }, element.t("history-day")), h("th.number", { scope: "col" }, element.t("history-consume"))),
        days.map((day, at) => h("tr", {}, h("th", { scope: "row" }, short(day)), h("td.number", {}, format.number(amounts[at])))).reverse()))));
}

/** Across it is measured in hundredths: it is as wide as its place, and its letters are as large as all others. */
function plot(element, title, days, amounts) {
  const { format } = element, step = 100 / DAYS, most = Math.max(...amounts, 1), ten = 10 ** Math.floor(Math.log10(most));
  const top = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((it) => it * ten).find((it) => it >= most && it % 1 === 0);
  const y = (amount) => BASE - (amount / top) * (BASE - TOP);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const text = (x, anchor, label, more) => h("text", { x, y: BASE + 20, "text-anchor": anchor, ...more }, label);
  return h("svg.plot", {
    part: "plot", role: "img", height: BASE + 28,
    "aria-label": element.t("history-plot", { title, total, most, from: days[0], to: days.at(-1), day: days[amounts.indexOf(most)] }),
  },
  [0, top / 2, top].filter(Number.isInteger).map((tick) => [h("line", { x2: "100%", y1: y(tick), y2: y(tick) }),
    text(-8, "end", format.number(tick), { y: y(tick) + 4 })]),
  amounts.map((amount, at) => amount > 0 && h("rect", {
    part: "bar", x: `${(at + 0.16) * step}%`, width: `${step * 0.68}%`, y: y(amount), height: BASE - y(amount), rx: 2,
  }, h("title", {}, `${days[at]}: ${format.number(amount)}`))),
  text(0, "start", days[0]), text(`${(DAYS / 2 + 0.5) * step}%`, "middle", days[DAYS / 2]), text("100%", "end", element.t("history-today")));
}

// Purchases. --------------------------------------------------------------------------------------

const TONES = {
  paid: ".good", pending: ".warn", failed: ".bad", "refund-pending": ".warn", "refund-failed": ".bad", "dispute-open": ".warn", "dispute-inquiry": ".warn",
};

export function purchases(element, catalog, all) {
  return h("ul.stack", {}, all.map((purchase) => bought(element, catalog, purchase)));
}

function bought(element, catalog, { id, state, price, charged, interval, created_at, paid_at, checkout_url, grants, refunds, disputes, doubles, ...order }) {
  const { format } = element, money = (amount) => format.money(amount, price.currency), title = titleOf(element, catalog, order);
  const t = (key, values) => element.t(`history-${key}`, values);
  const badge = (word) => h(`span.badge${TONES[word] ?? ""}`, {}, t(word));
  const left = ({ feature, amount, left: n }) => (amount !== -1 ? t("of", { name: nameOf(catalog, feature), n, amount })
    : `${nameOf(catalog, feature)}: ${element.t(n === 0 ? "not-included" : isSwitch(catalog, feature) ? "included" : "unlimited")}`);
  const back = (kind) => ({ amount, state: how }) =>
    h("li.row", {}, t(kind, { price: amount == null ? "" : money(amount) }), badge(`${kind}-${how}`));
  // What went back is told one by one, and what it took of all together, as it is taken.
  const effects = grants.flatMap(({ feature, taken, owed }) => [
    taken !== 0 && t(taken < 0 ? "taken-whole" : "taken", { name: nameOf(catalog, feature), n: taken }),
    owed > 0 && t("owed", { name: nameOf(catalog, feature), n: owed }),
  ]);
  return h("li.card", { part: "purchase", tabindex: -1, "data-key": id, "data-state": state },
    h("div.row.apart", {},
      h("div.row", {}, h("h3", {}, title), badge(state)),
      h("p.number", {}, h("strong", {}, money(price.amount)), interval && h("span.quiet", {}, ` ${element.t(`interval-${interval}`)}`))),
    h("p.small.quiet", {}, joined(t(paid_at ? "paid-on" : "ordered-on", { moment: format.moment(paid_at ?? created_at) }),
      charged != null && charged !== price.amount && t("charged", { price: money(charged) }))),
    state === "failed" && h("p", {}, t(order.reason === "insufficient_funds" ? "funds" : "declined")),
    state === "paid" && grants.length > 0 && h("ul.small", {}, grants.map((lot) => h("li", {}, left(lot)))),
    (refunds.length > 0 || disputes.length > 0) && h("ul.back.small", { part: "returns" }, refunds.map(back("refund")), disputes.map(back("dispute")),
      [...effects, order.plan && order.returned > 0 && t("plan-stays")].map((text) => text && h("li.quiet", {}, text))),
    doubles?.length > 0 && h("p.small.quiet", {}, t("double")),
    checkout_url && h("p", {}, h("a.button", { href: checkout_url, part: "button" }, t("pay"), h("span.unseen", {}, ` ${title}`))));
}
