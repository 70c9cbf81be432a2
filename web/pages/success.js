// Back from Stripe: follows the payment, then leads back to where it was begun.

import { open } from "./page.js";

const camefrom = sessionStorage.getItem("tally-came-from");
const back = document.getElementById("back");
// Only a path of these pages: `//host` would be another one.
if (camefrom && /^\/(?!\/)/.test(camefrom) && !camefrom.startsWith("/payment/")) {
  back.href = camefrom;
  back.dataset.text = "success-back";
}
const session = new URLSearchParams(location.search).get("session_id");
open(() => {
  const asked = session ?? new URLSearchParams(location.search).get("session_id");
  if (asked) document.querySelector("tally-payment").setAttribute("session", asked);
});
