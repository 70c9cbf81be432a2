// <tally-billing>: an organisation's pool, what it buys, its members, saved cards and invoices; for a
// person the cards and invoices.

import { Problem, of, read } from "../lib/client.js";
import { portal } from "../lib/checkout.js";
import { h } from "../lib/dom.js";
import { TallyElement, define } from "../lib/element.js";
import { sheet } from "../lib/style.js";
import { CardForm } from "../lib/stripe.js";
import { buy } from "./billing/buy.js";
import { cards } from "./billing/cards.js";
import { invoices } from "./billing/invoices.js";
import { members } from "./billing/members.js";

/** What the members of an organisation have together. */
const pool = {
  async load(element) {
    const { balances } = await read(of(element.account, "/balances"));
    return balances.filter((it) => it.kind === "counted");
  },

  view(element, balances) {
    return h("div.cards", {}, balances.map(({ feature, name, available, held }) => h("div.card", { "data-key": feature },
      h("p.quiet.small", {}, name),
      h("p.big", { part: "amount", "data-feature": feature },
        available === -1 ? element.t("unlimited") : element.format.number(available)),
      held > 0 && h("p.small.quiet", {}, element.t("billing-held", { n: held })))));
  },
};

const SECTIONS = { pool, buy, members, cards, invoices };
const OF_PERSONS = ["cards", "invoices"];

const look = sheet(`
.root { gap: 2.2rem; }
.choices { display: grid; gap: .7rem; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
.choice { display: grid; grid-template-columns: auto 1fr; gap: .2rem .7rem; align-items: start; border: 1px solid var(--_line); border-radius: var(--_radius);
  padding: .8rem 1rem; color: var(--_ink); cursor: pointer; font-size: 1rem; }
.choice:has(:checked) { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.choice input { min-height: 0; margin-top: .35rem; accent-color: var(--_accent); }
.choice > span { display: grid; }
th[scope=row] { color: var(--_ink); } td, th[scope=row] { vertical-align: baseline; } td button { min-height: 2rem; padding: 0 .5rem; }
@container (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); } table, tbody, tr { display: block; } tr { border-bottom: 1px solid var(--_line); padding-block: .6rem; }
  th, td { display: inline-block; border: 0; padding: 0 .75rem 0 0; } td.small { display: block; }
}
.row.last { align-items: end; }
dialog { color: var(--_ink); background: var(--_paper); border: 1px solid var(--_line); border-radius: var(--_radius); padding: 1.3rem;
  width: min(34rem, calc(100vw - 2rem)); font: inherit; }
dialog::backdrop { background: rgb(0 0 0 / .45); }
dialog form { display: grid; gap: 1rem; }
.caps { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); }
`);

class Billing extends TallyElement {
  static styles = [look];
  static attributesRead = ["sections"];
  /** What each section remembers between two paintings. */
  state = {};
  form = new CardForm();
  #whose = null;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget();
  }

  #forget() {
    this.form.close();
    this.state = {};
  }

  #names() {
    const asked = (this.getAttribute("sections") ?? Object.keys(SECTIONS).join(" ")).split(/\s+/);
    return asked.filter((it) => it in SECTIONS && (this.account.startsWith("org:") || OF_PERSONS.includes(it)));
  }

  /** A section that cannot be read leaves the others standing. */
  async load() {
    if (this.#whose !== this.account) this.#forget();
    this.#whose = this.account;
    const names = this.#names();
    const told = await Promise.all(names.map((name) => SECTIONS[name].load(this).catch((problem) => {
      // What is shown already stays while nobody answers.
      const away = this.data && (problem.status === 0 || problem.status >= 500);
      if (!(problem instanceof Problem) || problem.status === 401 || away) throw problem;
      return problem;
    })));
    return Object.fromEntries(names.map((name, at) => [name, told[at]]));
  }

  view(data) {
    return [
      Object.entries(data).map(([name, told]) => h("section.stack", { "aria-labelledby": name, "data-key": name, part: `section ${name}` },
        h("h2", { id: name, tabindex: -1 }, this.t(`billing-${name}`)),
        told instanceof Problem ? this.#without(told) : SECTIONS[name].view(this, told))),
      h("div", { "data-key": "portal" }, h("button", {
        type: "button", onclick: (event) => this.act(event.currentTarget, () => portal(this)),
      }, this.t("billing-portal"))),
    ];
  }

  #without(problem) {
    if (problem.status === 403) return h("p.empty", {}, this.t("billing-admins-only"));
    return this.trouble(problem, () => this.reload());
  }

  /** Where what had the focus is gone, the heading of its section has it. */
  paint() {
    const section = this.shadowRoot.activeElement?.closest("section");
    super.paint();
    if (section && !this.shadowRoot.activeElement) section.querySelector("h2")?.focus();
  }

  /** Remembers something of a section and shows it. */
  note(section, change) {
    this.state[section] = { ...this.state[section], ...change };
    this.paint();
  }

  /** Does something for a section, one thing at a time; what went wrong stands in it. */
  attempt(section, button, deed) {
    const failed = (problem) => {
      const { title, detail } = this.explained(problem);
      this.note(section, { error: detail ?? title });
    };
    return this.act(button, () => {
      this.note(section, { error: null });
      return deed();
    }, failed, section);
  }

  /** A button that asks once more before it does what cannot be taken back; `deed` is called with the second click. */
  confirming(name, text, question, deed) {
    const dialog = h("dialog", { "aria-labelledby": `${name}-asked`, "data-key": name },
      h("form", { method: "dialog" },
        h("p", { id: `${name}-asked` }, question),
        h("div.row", {},
          h("button.main", { onclick: deed }, text),
          h("button", { autofocus: true }, this.t("cancel")))));
    const open = (event) => event.currentTarget.parentNode.querySelector("dialog").showModal();
    return h("span", {}, h("button.plain", { type: "button", onclick: open, "data-opens": name }, text), dialog);
  }

  /** What went wrong in a section, where something did. */
  wrong(section) {
    const error = this.state[section]?.error;
    return error && h("div.trouble", { role: "alert", "data-key": "wrong" }, h("strong", {}, error));
  }
}

define("tally-billing", Billing);
