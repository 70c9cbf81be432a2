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

// A wallet: what our routes answer is what the library sees of the same customer.
const { token } = await (await fetch(`${told.base}/dev/token?sub=alice`)).json();
async function ours(method, path, body) {
  const answer = await fetch(`${told.base}/v1/accounts/me/${path}`, {
    method, body: body && JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": `key-${path}-${Math.random()}` },
  });
  return { status: answer.status, ...(answer.status === 204 ? {} : await answer.json()) };
}
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const moment = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
// In the browser there is the publishable key alone.
async function saves(card) {
  const begun = await ours("POST", "payment-methods");
  const browser = new Stripe(begun.publishable_key, {
    protocol: "http", host: origin.hostname, port: origin.port, telemetry: false,
    httpClient: Stripe.createFetchHttpClient(withPath),
  });
  const saved = await browser.setupIntents.confirm(begun.setup_intent, { client_secret: begun.client_secret, payment_method: card });
  expect(saved.status === "succeeded", `${card} is saved with the publishable key`, saved.id);
  await (await fetch(`${told.base}/dev/stripe/settle`, { method: "POST" })).text();
  return stripe.setupIntents.retrieve(saved.id);
}
const first = await saves("pm_card_visa");
const second = await saves("pm_card_mastercard");
const owner = first.customer;
expect(second.customer === owner && first.metadata.tallystick_account === "user:alice", "both are of alice's one customer", owner);
async function agrees(what) {
  const [methods, customer, shown] = await Promise.all([
    stripe.customers.listPaymentMethods(owner), stripe.customers.retrieve(owner), ours("GET", "payment-methods"),
  ]);
  const { default_payment_method } = customer.invoice_settings;
  const seen = methods.data.map(({ id, type, card, created }) => ({
    id, type, card: { brand: card.brand, last4: card.last4, exp_month: card.exp_month, exp_year: card.exp_year, funding: card.funding },
    created: moment(created), default: id === default_payment_method,
  }));
  expect(same(shown.data, seen), `${what}: our list of cards is the library's`, seen.map((it) => `${it.card.last4}${it.default ? "*" : ""}`).join(" "));
  return default_payment_method;
}
expect(await agrees("two saved") === first.payment_method, "the first one is the default");
expect((await ours("PUT", "payment-methods/default", { payment_method: second.payment_method })).status === 200, "the second one is preferred");
expect(await agrees("one preferred") === second.payment_method, "the library sees it too");
expect((await ours("DELETE", `payment-methods/${second.payment_method}`)).status === 204, "it is removed");
expect(await agrees("one removed") === null, "and there is no default");

async function bills(cents) {
  const invoice = await stripe.invoices.create({ customer: owner, auto_advance: false, description: "Sessions", metadata: { tallystick_purchase: `pur_${cents}` } });
  await stripe.invoiceItems.create({ customer: owner, invoice: invoice.id, amount: cents, currency: "usd" });
  return invoice.id;
}
for (const cents of [1200, 3400]) await stripe.invoices.finalizeInvoice(await bills(cents));
const draft = await bills(5600);
const invoices = (await stripe.invoices.list({ customer: owner })).data;
expect(invoices.some((it) => it.id === draft), "the library sees the draft", draft);
const billed = invoices.filter((it) => it.status !== "draft").map((it) => ({
  id: it.id, number: it.number, status: it.status, currency: it.currency, amount_due: it.amount_due, amount_paid: it.amount_paid,
  amount_remaining: it.amount_remaining, created: moment(it.created), description: it.description,
  hosted_invoice_url: it.hosted_invoice_url, invoice_pdf: it.invoice_pdf, purchase: it.metadata.tallystick_purchase,
}));
const shown = await ours("GET", "invoices");
expect(billed.length === 2 && same(shown.data, billed), "our list of invoices is the library's without the draft", billed.map((it) => it.number).join(" "));
