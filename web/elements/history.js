// <tally-history>: what was used, given and taken, and what was bought.

import { Problem, of, read, readCatalog } from "../lib/client.js";
import { toPrices } from "../lib/checkout.js";
import { h } from "../lib/dom.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";
import { activity, lastDays, purchases, use } from "./history/lists.js";

const TABS = ["activity", "purchases"], SIZES = { activity: 20, purchases: 10 };
// So many entries are looked through for the picture, and no more.
const MOST = 1000;

const look = sheet(`
[role=tablist] { display: flex; gap: 1.4rem; border-bottom: 1px solid var(--_line); }
[role=tab] { border: 0; border-radius: 0; padding: .4rem 0; color: var(--_quiet); }
[aria-selected=true] { color: var(--_ink); font-weight: 600; box-shadow: inset 0 -2px var(--_accent); }
[role=tabpanel] { display: grid; gap: 1.2rem; } [role=tabpanel] > * { min-width: 0; } [role=tabpanel] > p { justify-self: start; }
section h3 { font: 600 .84rem/1.9 var(--tally-font, system-ui, sans-serif); }
.entry { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr); gap: .1rem 1rem; padding-block: .6rem; border-top: 1px solid var(--_line);
  overflow-wrap: anywhere; }
.entry time { line-height: 1.7; } .amounts { grid-column: 2; display: grid; gap: .3rem; } .gained { color: var(--_good); }
@container (min-width: 36rem) {
  .entry { grid-template-columns: 5.2rem minmax(0, 1fr) 14rem; } .amounts { grid-column: auto; text-align: end; }
}
.back { border-top: 1px solid var(--_line); padding-top: .6rem; display: grid; gap: .3rem; }
.plot { width: 100%; overflow: visible; padding-inline-start: 2.6rem; }
.plot line { stroke: var(--_line); } .plot rect { fill: var(--_accent); } .plot text { fill: var(--_quiet); font-size: .75rem; }
.wide { max-height: 17rem; } .wide th { color: inherit; font-weight: 400; } .wide .number { padding-inline-end: .8rem; }
`);

const page = (path, size, cursor) => read(`${path}?limit=${size}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);

/** The entries that are known, newest first. They never change, and each names the hash of the one before:
 *  so what is read anew is joined to what is here, or takes its place. */
class Ledger {
  entries = [];
  more = null;

  constructor(path) {
    this.path = path;
  }

  async refresh(size) {
    const { entries, next } = await page(this.path, size), known = this.entries[0]?.hash;
    const at = entries.findIndex((entry) => entry.hash === known);
    if (at >= 0) this.entries.unshift(...entries.slice(0, at));
    else if (known && entries.at(-1)?.prev === known) this.entries.unshift(...entries);
    else [this.entries, this.more] = [entries, next];
  }

  /** Reads older ones while `wanted`; what does not continue what is here, another was faster to read. */
  async further(size, wanted) {
    while (this.more && wanted(this.entries)) {
      const { entries, next } = await page(this.path, size, this.more);
      if (entries[0]?.hash !== this.entries.at(-1).prev) break;
      this.entries.push(...entries);
      this.more = next;
    }
  }
}

class History extends TallyElement {
  static styles = [look];
  static attributesRead = ["tab", "pricing-url"];
  #ledger = null;
  #walked = null;
  #feature = null;
  #shown = { ...SIZES };

  get tab() {
    return this.getAttribute("tab") === "purchases" ? "purchases" : "activity";
  }

  set tab(tab) {
    this.setAttribute("tab", tab ?? "activity");
  }

  async load() {
    const { tab } = this;
    const [catalog, told] = await Promise.all([readCatalog(), tab === "activity" ? this.#entries() : this.#purchases()]);
    return { tab, catalog, ...told };
  }

  async #entries() {
    const path = of(this.account, "/ledger"), paid = of(this.account, "/purchases");
    if (this.#ledger?.path !== path) this.#ledger = new Ledger(path);
    const ledger = this.#ledger;
    await ledger.refresh(SIZES.activity);
    await this.#enough(ledger);
    const bought = ledger.entries.some((entry) => entry.scope === "stripe") ? (await page(paid, 100)).purchases : [];
    this.#walk(ledger);
    return { ledger, bought: new Map(bought.map((purchase) => [purchase.id, purchase])) };
  }

  #enough(ledger) {
    return ledger.further(SIZES.activity, (entries) => entries.length < this.#shown.activity);
  }

  // The list is there before the picture, which may need many pages. Where they do not come, the picture
  // says since when it knows.
  async #walk(ledger) {
    const [since] = lastDays(ledger.entries);
    try {
      await ledger.further(100, (entries) => entries.length < MOST && new Date(entries.at(-1).at) >= since);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
    this.#walked = ledger;
    if (this.data?.ledger === ledger) this.paint();
  }

  // They change, unlike entries: as many pages are read again as were shown.
  async #purchases(all = [], next = null) {
    const path = of(this.account, "/purchases");
    do {
      const { purchases: more, next: after } = await page(path, SIZES.purchases, next);
      [all, next] = [all.concat(more), after];
    } while (next && all.length < this.#shown.purchases);
    return { all, next };
  }

  view(data) {
    const { tab } = this;
    // What is known is of the tab before until the other is loaded.
    const inside = () => (data.tab === tab ? this[tab](data) : this.bones());
    return [
      h("div", { role: "tablist", part: "tabs", "aria-label": this.t("history"), onkeydown: (event) => this.#key(event) }, TABS.map((it) => h("button", {
        type: "button", role: "tab", id: it, part: "tab", "aria-selected": String(it === tab), "aria-controls": `${it}-panel`,
        tabindex: it === tab ? 0 : -1, onclick: () => this.#choose(it),
      }, this.t(`history-${it}`)))),
      TABS.map((it) => h("div", { role: "tabpanel", id: `${it}-panel`, "aria-labelledby": it, tabindex: 0, hidden: it !== tab, "data-key": it },
        it === tab && inside())),
    ];
  }

  #choose(tab) {
    this.setAttribute("tab", tab);
    this.paint();
    this.shadowRoot.getElementById(tab)?.focus();
  }

  #key(event) {
    const other = TABS.find((it) => it !== this.tab);
    const to = { ArrowRight: other, ArrowLeft: other, Home: TABS[0], End: TABS.at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    this.#choose(to);
  }

  activity({ ledger, catalog, bought }) {
    const { entries, more } = ledger, shown = entries.slice(0, this.#shown.activity);
    if (!shown.length) return h("p.empty", {}, this.t("history-none"));
    const choose = (feature) => {
      this.#feature = feature;
      this.paint();
    };
    return [
      this.#walked === ledger ? use(this, catalog, ledger, this.#feature, choose) : h("div.bone.tall", { "aria-hidden": "true" }),
      activity(this, catalog, shown, bought),
      (more || entries.length > shown.length) && this.#more(() => this.#enough(ledger)),
    ];
  }

  purchases({ all, next, catalog }) {
    if (!all.length) return h("div.empty", {}, h("p", {}, this.t("history-nothing")), toPrices(this, this.t("history-prices")));
    return [purchases(this, catalog, all), next && this.#more(async () => {
      const { data } = this, told = await this.#purchases(all, next);
      // What was loaded anew meanwhile has this page too.
      if (this.data === data) this.data = { ...data, ...told };
    })];
  }

  /** Shows a page more, and takes the focus to where it begins. */
  #more(bring) {
    const rows = () => this.shadowRoot.querySelectorAll("[part=entry], [part=purchase]");
    return h("p", { "data-key": "more" }, h("button", {
      type: "button", part: "button",
      onclick: (event) => this.act(event.currentTarget, async () => {
        const before = rows().length;
        this.#shown[this.tab] += SIZES[this.tab];
        await bring();
        this.paint();
        rows()[before]?.focus();
        this.say(this.t("history-more", { n: rows().length - before }));
      }),
    }, this.t("show-more")));
  }
}

define("tally-history", History);
