// All elements: `<script type="module" src="…/tally.js">` is enough to use them.

import "./elements/balance.js";
import "./elements/billing.js";
import "./elements/gate.js";
import "./elements/history.js";
import "./elements/payment.js";
import "./elements/pricing.js";
import "./elements/usage.js";

export { Problem, changed, connect, onChange } from "./lib/client.js";
