// Back from Stripe: follows the payment, then leads back to where it was begun.

import { h } from "../lib/dom.js";
import { open } from "./page.js";

const camefrom = sessionStorage.getItem("tally-came-from");
const back = document.getElementById("back");
// Only a path of these pages: `//host` would be another one.
if (camefrom && /^\/(?!\/)/.test(camefrom) && !camefrom.startsWith("/payment/")) {
  back.href = camefrom;
  back.dataset.text = "success-back";
}
open(() => {
  // Only now does the address say again what it said before the sign-in.
  const session = new URLSearchParams(location.search).get("session_id");
  document.getElementById("payment").append(h("tally-payment", { session }));
});
