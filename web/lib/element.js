// What all elements have in common: they load, show what they have, say what went wrong, and look
// again when something changed.

import { Problem, onChange, setting } from "./client.js";
import { h, show } from "./dom.js";
import { Format, languageOf } from "./format.js";
import { base } from "./style.js";
import { texts } from "./texts.js";

const speaking = new Set();
new MutationObserver(() => speaking.forEach((element) => element.paint()))
  .observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });

/** An element has `load()`, which gives its data, and `view(data)`, which gives its nodes. */
export class TallyElement extends HTMLElement {
  static styles = [];

  static get observedAttributes() {
    return ["account", "lang", ...(this.attributesRead ?? [])];
  }

  #stop = null;
  #turn = 0;
  #root = h("div.root", { part: "root" });
  #said = h("p.unseen", { role: "status" });
  #problem = null;
  #loaded = false;
  #busy = new Set();

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(this.#root, this.#said);
    this.shadowRoot.adoptedStyleSheets = [base, ...this.constructor.styles];
  }

  connectedCallback() {
    speaking.add(this);
    this.#stop = onChange(() => this.reload());
    this.reload();
  }

  disconnectedCallback() {
    speaking.delete(this);
    this.#stop?.();
    this.#turn += 1;
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === "lang") this.paint();
    else this.reload();
  }

  /** Whose account it is about: `me`, `user:…` or `org:…`. */
  get account() {
    return this.getAttribute("account") || setting("account");
  }

  // Frameworks set properties where there are such.
  set account(account) {
    if (account == null) this.removeAttribute("account");
    else this.setAttribute("account", account);
  }

  get language() {
    return languageOf(this);
  }

  get format() {
    return new Format(this.language);
  }

  /** A text in the reader's language; `{name}` is replaced, `n` chooses between one and several. */
  t(key, values = {}) {
    const all = texts[this.language], { format } = this;
    let text = all[key] ?? texts.en[key] ?? key;
    if (typeof text === "object") text = text[new Intl.PluralRules(format.locale).select(values.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? format.number(value) : value ?? "";
    });
  }

  /** Says something to who listens rather than looks. */
  say(text) {
    this.#said.textContent = text;
  }

  /** Tells the page; `false` when a listener took the matter into its own hands. */
  tell(name, detail = {}) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Loads anew and shows it; what is shown stays until then. */
  async reload() {
    const turn = (this.#turn += 1);
    if (!this.#loaded) this.paint();
    this.#root.setAttribute("aria-busy", "true");
    try {
      const data = await this.load();
      if (turn !== this.#turn) return;
      [this.data, this.#problem, this.#loaded] = [data, null, true];
    } catch (problem) {
      if (turn !== this.#turn) return;
      if (!(problem instanceof Problem)) throw problem;
      this.#problem = problem;
      this.tell("tally-problem", { problem });
    } finally {
      if (turn === this.#turn) this.#root.removeAttribute("aria-busy");
    }
    this.paint();
    if (!this.#problem) this.tell("tally-ready");
  }

  /** Shows what is known now. */
  paint() {
    if (!this.isConnected) return;
    const away = this.#problem?.status === 401;
    const shown = away ? this.signedOut() : [
      this.#problem && this.trouble(this.#problem, () => this.reload()),
      this.#loaded ? this.view(this.data) : !this.#problem && this.bones(),
    ];
    show(this.#root, shown);
  }

  /** What stands there before anything is loaded. */
  bones() {
    return [h("p.unseen", {}, this.t("loading")), h("div.bone.tall", { "aria-hidden": "true" })];
  }

  /** What stands there for who is not signed in. */
  signedOut() {
    return h("div.empty", { part: "signed-out" }, h("p", {}, this.t("signed-out")),
      h("button.main", { type: "button", onclick: () => this.tell("tally-sign-in") }, this.t("sign-in")));
  }

  /** What went wrong, and the way to try again. */
  trouble(problem, again) {
    const { title, detail } = this.explained(problem);
    return h("div.trouble", { role: "alert", part: "problem", "data-key": "trouble" },
      h("strong", {}, title), detail && h("p", {}, detail),
      again && h("button", { type: "button", onclick: again }, this.t("try-again")));
  }

  /** A problem in the reader's language where we have words for its kind. */
  explained(problem) {
    const key = `problem-${problem.kind}`;
    if (key in texts.en) return { title: this.t(key) };
    if (problem.status >= 500) return { title: this.t("problem-unavailable") };
    return { title: problem.title || this.t("problem-unknown"), detail: problem.told.detail };
  }

  /** Does what a click asks for, one thing at a time of a `kind`; what goes wrong is shown by `failed`. */
  async act(button, deed, failed = (problem) => this.fail(problem), kind = button) {
    if (this.#busy.has(kind)) return;
    this.#busy.add(kind);
    button?.setAttribute("aria-disabled", "true");
    try {
      await deed();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 401) this.tell("tally-sign-in");
      failed(problem);
    } finally {
      this.#busy.delete(kind);
      button?.removeAttribute("aria-disabled");
    }
  }

  /** Shows a problem above what is there. */
  fail(problem) {
    this.#problem = problem;
    this.tell("tally-problem", { problem });
    this.paint();
  }
}

/** Defines an element once, also where two copies of this file are loaded. */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}
