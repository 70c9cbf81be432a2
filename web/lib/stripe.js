// Stripe's own card form. Card data goes from it to Stripe and never through here.

import { Problem, setting } from "./client.js";
import { h } from "./dom.js";

let loading = null;

/** Stripe.js, loaded once; a later call tries again where it failed. */
function load() {
  loading ??= new Promise((done, fail) => {
    const script = h("script", { src: setting("stripeJs"), onload: () => done(window.Stripe), onerror: () => {
      loading = null;
      script.remove();
      fail(new Problem(0, { type: "stripe-unavailable" }));
    } });
    document.head.append(script);
  });
  return loading;
}

function isDark(element) {
  const scheme = getComputedStyle(element).colorScheme;
  return scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

/** The card form within an element. Stripe's does not work in a shadow tree, so it stands among the
 *  element's own children and shows through `<slot name="card">`. */
export class CardForm {
  #place = null;
  #elements = null;

  /** `failed` hears why the fields are not there. */
  async open(element, secret, publishableKey, failed) {
    this.close();
    this.stripe = (await load())(publishableKey);
    this.secret = secret;
    this.#place = h("div", { slot: "card" });
    element.append(this.#place);
    const appearance = { theme: isDark(element) ? "night" : "stripe" };
    this.#elements = this.stripe.elements({ clientSecret: secret, appearance, locale: element.language });
    const card = this.#elements.create("payment");
    card.on("loaderror", ({ error }) => failed(error.message));
    card.mount(this.#place);
  }

  close() {
    this.#elements?.getElement("payment")?.destroy();
    this.#place?.remove();
    this.#elements = this.#place = null;
  }

  /** Confirms a payment (`confirmPayment`) or a saved card (`confirmSetup`), with a card that was saved before
   *  where one is named; gives the error in Stripe's words, or nothing. */
  async confirm(how, saved) {
    const confirmParams = { return_url: location.href.split("#")[0], ...(saved && { payment_method: saved }) };
    const by = saved ? { clientSecret: this.secret } : { elements: this.#elements };
    try {
      const { error } = await this.stripe[how]({ ...by, confirmParams, redirect: "if_required" });
      // It may have gone through before, and the answer was lost.
      return error?.payment_intent?.status === "succeeded" ? null : error?.message;
    } catch (error) {
      return error.message;
    }
  }
}
