// The Payment Element: where its frame is put, and what a page hears of it.

function placeOf(where) {
  if (!where) refuse("Missing argument. Make sure to call mount() with a valid DOM element or selector.");
  const node = typeof where === "string" ? document.querySelector(where) : where;
  if (!node) refuse(`The selector you specified (${where}) applies to no DOM elements that are currently on the page. Make sure the element exists on the page before calling mount().`);
  if (!(node instanceof Element)) refuse("Invalid DOM element. Make sure to call mount() with a valid DOM element or selector.");
  if (node.getRootNode() instanceof ShadowRoot) refuse("Elements cannot be mounted in a ShadowRoot. Please mount in the Light DOM.");
  return node;
}

class PaymentElement {
  #heard = new Map();
  #told;
  #end;

  constructor(told, end) {
    this.#told = told;
    this.#end = end;
    this.frame = null;
  }

  mount(where) {
    if (!this.#end) refuse("This Element has already been destroyed. Please create a new one.");
    const node = placeOf(where);
    if (this.frame?.node.parentNode === node) return;
    this.unmount();
    const title = WORDS[this.#told.locale].fields;
    this.frame = new Frame(title, this.#told, (name, more) => this.#hear(name, more));
    node.replaceChildren(this.frame.node);
  }

  #hear(name, { height, change, error }) {
    const base = { elementType: "payment" };
    if (name === "height") this.frame?.node.style.setProperty("height", `${height}px`);
    else if (name === "enter") this.frame?.node.closest("form")?.requestSubmit();
    else if (name === "change") this.#tell(name, { ...base, ...change, collapsed: false, value: { type: "card" } });
    else if (name === "loaderror") this.#tell(name, { ...base, error });
    else this.#tell(name, base);
  }

  #tell(name, event) {
    for (const listener of [...this.#heard.get(name) ?? []]) listener(event);
  }

  unmount() {
    this.frame?.close();
    this.frame = null;
  }

  destroy() {
    this.unmount();
    this.#end?.();
    this.#end = null;
  }

  on(name, listener) {
    if (typeof listener !== "function") refuse("Invalid argument: on() needs a function.");
    this.#heard.set(name, (this.#heard.get(name) ?? new Set()).add(listener));
    return this;
  }

  off(name, listener) {
    if (listener) this.#heard.get(name)?.delete(listener);
    else this.#heard.delete(name);
    return this;
  }

  focus() {
    this.frame?.node.focus();
    this.frame?.ask("focus");
  }
}

const inside = new WeakMap();

function newElements(key, own, { clientSecret, appearance = {}, locale = own.locale } = {}) {
  if (!clientSecret) refuse("The fake's elements() needs a clientSecret.");
  kindOf(clientSecret, "elements()");
  const told = { key, secret: clientSecret, locale: languageOf(locale), appearance };
  let element = null;
  const mounted = () => element?.frame ?? refuse("We could not retrieve data from the specified Element. Please make sure the Element you are attempting to use is still mounted.");
  const elements = {
    create(type) {
      if (type !== "payment") refuse(`The fake knows no Element of type ${type}, only payment.`);
      if (element) refuse("Can only create one Element of type payment");
      element = new PaymentElement(told, () => { element = null; });
      return element;
    },
    getElement: (type) => (type === "payment" ? element : null),
    update({ appearance: look, locale: other } = {}) {
      if (look) told.appearance = look;
      if (other) told.locale = languageOf(other);
      element?.frame?.ask("look", { appearance: told.appearance, locale: told.locale });
    },
    submit: async () => mounted().ask("submit"),
  };
  inside.set(elements, { told, mounted });
  return elements;
}
