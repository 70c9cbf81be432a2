// Goes to Stripe's payment page and to its customer portal, and to the prices.

import { ask, forgetKey, keyOf, of, setting } from "./client.js";
import { h } from "./dom.js";

const ours = new URL("..", import.meta.url).origin === location.origin;

/** The addresses that somebody comes back to: the element's attributes, what `connect` was told, our own
 *  pages where this is their origin, or the page one is on. */
function returns(element) {
  const here = location.href.split("#")[0];
  const absolute = (url) => new URL(url, location.href).href
    .replace("%7BCHECKOUT_SESSION_ID%7D", "{CHECKOUT_SESSION_ID}");
  const chosen = (name, said, own) => absolute(element.getAttribute(name) || setting(said) || (ours ? own : here));
  return {
    success_url: chosen("success-url", "successUrl", "/payment/success?session_id={CHECKOUT_SESSION_ID}"),
    cancel_url: chosen("cancel-url", "cancelUrl", "/payment/cancel"),
  };
}

/** Orders a pack or a plan and goes where it is paid; `tally-checkout` may be prevented to go there in
 *  another way. */
export async function checkout(element, order) {
  const path = of(element.account, "/checkout"), body = { ...order, ...returns(element) };
  const name = path + JSON.stringify(body);
  element.say(element.t("opening-checkout"));
  const opened = await ask("POST", path, { body, key: keyOf(name) });
  forgetKey(name);
  leave(element, "tally-checkout", opened);
}

/** Goes to Stripe's portal, where a subscription is changed or ended. */
export async function portal(element) {
  const body = { return_url: location.href.split("#")[0] };
  leave(element, "tally-portal", await ask("POST", of(element.account, "/portal"), { body }));
}

function leave(element, event, opened) {
  if (!element.tell(event, opened)) return;
  sessionStorage.setItem("tally-came-from", location.pathname + location.search);
  location.assign(opened.url);
}

/** The way to the prices: `pricing-url`, or our own page where this is its origin. `tally-upgrade` tells of
 *  it and may be prevented; where no page is known it is all that happens. */
export function toPrices(element, text, detail) {
  const href = element.getAttribute("pricing-url") ?? (ours ? "/pricing" : null);
  const onclick = (event) => element.tell("tally-upgrade", detail) || event.preventDefault();
  return href ? h("a.button.main", { href, onclick, part: "button" }, text) : h("button.main", { type: "button", onclick, part: "button" }, text);
}
