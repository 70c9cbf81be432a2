// Billing: of the organisation that somebody acts for, or of their own account.

import { open } from "./page.js";

open((who) => {
  const billing = document.querySelector("tally-billing");
  if (who?.organisation) billing.setAttribute("account", `org:${who.organisation}`);
});
