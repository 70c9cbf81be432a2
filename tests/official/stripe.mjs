// Stripe's own library for Node against the fake Stripe and our webhook.
import { readFileSync } from "node:fs";
import Stripe from "stripe";

const told = JSON.parse(readFileSync(process.env.STACK, "utf8"));
const origin = new URL(told.stripe);
// The library takes a host but no path, so the path is put in front of every request.
const withPath = (url, init) => {
  const asked = new URL(url);
  return fetch(`${told.stripe}${asked.pathname}${asked.search}`, init);
};
const stripe = new Stripe(told.stripe_key, {
  protocol: "http", host: origin.hostname, port: origin.port, telemetry: false,
  httpClient: Stripe.createFetchHttpClient(withPath),
});

function expect(truth, what, seen) {
  console.log(`${truth ? "true" : "NOT TRUE"}: ${what}`, seen ?? "");
  if (!truth) process.exit(1);
}
async function posts(body, signature) {
  const answer = await fetch(told.webhook, {
    method: "POST", body, headers: { "content-type": "application/json", "stripe-signature": signature },
  });
  await answer.text();
  return answer.status;
}

const customer = await stripe.customers.create({ email: "alice@example.com", name: "Alice" });
expect(customer.object === "customer", "a customer is created", customer.id);

const session = await stripe.checkout.sessions.create({
  mode: "payment", customer: customer.id,
  success_url: `${told.base}/?session={CHECKOUT_SESSION_ID}`, cancel_url: `${told.base}/`,
  line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: 800, product_data: { name: "Popular" } } }],
}, { idempotencyKey: "order-1" });
expect(session.url.startsWith(told.base) && session.amount_total === 800, "a checkout session is created", session.id);
const page = await fetch(session.url);
expect(page.status === 200 && (await page.text()).includes("$8.00"), "its page asks for $8.00");
const again = await stripe.checkout.sessions.retrieve(session.id);
expect(again.status === "open" && again.customer === customer.id, "it is found again", again.status);
const refused = await stripe.checkout.sessions.retrieve("cs_no").catch((error) => error);
expect(refused instanceof Stripe.errors.StripeInvalidRequestError, "one that is not there is the library's own error", refused.code);

const payload = JSON.stringify({
  id: "evt_official", object: "event", api_version: "2026-09-30.endive", livemode: false, type: "product.created",
  created: Math.floor(Date.now() / 1000), data: { object: { id: "prod_1", object: "product" } },
});
const header = stripe.webhooks.generateTestHeaderString({ payload, secret: told.webhook_secret });
const taken = await posts(payload, header);
expect(taken === 200, "our webhook takes what the library signed", taken);
const changed = await posts(payload.replace("prod_1", "prod_2"), header);
expect(changed === 400, "one byte changed is refused", changed);
const forged = await posts(payload, stripe.webhooks.generateTestHeaderString({ payload, secret: "whsec_other" }));
expect(forged === 400, "another secret is refused", forged);
