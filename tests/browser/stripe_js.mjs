// Somebody pays by a card in a page of its own, with the fake's Stripe.js: the fields are in a frame, the bank
// asks over the page, and the page has nothing of the card.
import { begins, expect, expectsAlso, opens as opensPage, same, shot, stack, story, stripe as api } from "./browser.mjs";

const { publishable_key: key } = await (await fetch(`${stack.base}/v1/catalog`)).json();
const page = await opensPage({ viewport: { width: 480, height: 720 } });
// The console tells of a secret that is none, and of a network that is cut.
expectsAlso(/status of 400|ERR_FAILED/);

const customer = (await api("customers", { email: "ann@example.com" })).id;
const payment = () => api("payment_intents", { amount: "900", currency: "usd", customer });
async function invoice() {
  const draft = await api("invoices", { customer });
  await api("invoiceitems", { customer, invoice: draft.id, amount: "1500", currency: "usd" });
  return api(`invoices/${draft.id}/finalize`, { "expand[]": "confirmation_secret" });
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; connect-src 'self'; img-src data:";
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
  <meta name="viewport" content="width=device-width"><title>Shop</title>
  <script src="/stripe/js/stripe.js"></script></head>
  <body><main><h1>Pay</h1><form id="form"><div id="card"></div><button>Pay</button></form></main></body></html>`;
await page.route("**/__test.html*", (route) =>
  route.fulfill({ contentType: "text/html", body: PAGE, headers: { "content-security-policy": POLICY } }));

/** Opens the page anew, with the fields for an intent, and waits until they are there. */
async function opens(secret, options = {}) {
  await page.goto(`${stack.base}/__test.html`);
  return page.evaluate(([key, clientSecret, options]) => {
    window.stripe = Stripe(key);
    window.elements = stripe.elements({ clientSecret, locale: "en", ...options });
    const element = elements.create("payment");
    element.on("change", ({ complete, empty, value }) => { window.change = { complete, empty, value }; });
    element.mount("#card");
    return new Promise((done) => {
      element.on("ready", () => done("ready")).on("loaderror", ({ error }) => done(error.message));
    });
  }, [key, secret, options]);
}
const fields = page.frameLocator("#card iframe");
async function types(number) {
  await fields.getByLabel("Card number").fill(number);
  await fields.getByLabel("Expiry").fill("1234");
  await fields.getByLabel("CVC").fill("123");
  const held = (await page.evaluate(() => document.documentElement.outerHTML)).replaceAll(" ", "");
  expect(!held.includes(number.replaceAll(" ", "").slice(-8)), "the page's DOM has the card's number");
}
const confirms = (call = "confirmPayment", more = {}) => page.evaluate(
  ([call, more]) => stripe[call]({ elements, redirect: "if_required", ...more }), [call, more]);

// The address to go back to is named, and still nobody leaves the page.
const AND_BACK = { confirmParams: { return_url: `${stack.base}/x` } };

/** Begins a confirmation, and answers the bank by one of its buttons. */
async function asked(button, call, more) {
  const done = confirms(call, more);
  const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
  const bank = page.frameLocator("dialog iframe");
  await bank.getByRole("button", { name: "Complete" }).waitFor();
  await shot("stripe-js-bank");
  if (button === "Escape") await page.keyboard.press("Escape");
  else await (button === "Close" ? dialog : bank).getByRole("button", { name: button }).click();
  const answer = await done;
  expect(await page.locator("dialog").count() === 0, "the bank's page is still there");
  return answer;
}

async function pays() {
  begins("a card pays an invoice, and the page has nothing of it");
  const due = await invoice();
  same(await opens(due.confirmation_secret.client_secret), "ready", "what the element says");
  await page.waitForFunction(() => document.querySelector("#card iframe").clientHeight > 150);
  await types("4242424242424242");
  same(await fields.getByLabel("Card number").inputValue(), "4242 4242 4242 4242", "the number");
  same(await fields.getByLabel("Expiry").inputValue(), "12 / 34", "the expiry");
  const change = await page.evaluate(() => window.change);
  same(change, { complete: true, empty: false, value: { type: "card" } }, "the change");
  await shot("stripe-js-fields");
  const { paymentIntent, error } = await confirms("confirmPayment", AND_BACK);
  same([paymentIntent?.status, error, paymentIntent?.metadata], ["succeeded", null, null], "the payment");
  same((await api(`invoices/${due.id}`)).status, "paid", "the invoice");
  expect((await opens(due.confirmation_secret.client_secret)).includes("terminal state"), "a paid one is opened");
}

async function isDeclined() {
  begins("a declined card says so, and another pays the same intent");
  const intent = await payment();
  await opens(intent.client_secret);
  await types("4000 0000 0000 0002");
  const { error } = await confirms();
  same([error.type, error.code, error.decline_code, error.message],
    ["card_error", "card_declined", "generic_decline", "Your card was declined."], "the error");
  same([error.payment_intent.id, error.payment_intent.status], [intent.id, "requires_payment_method"], "its intent");
  await types("4242 4242 4242 4242");
  same((await confirms()).paymentIntent.status, "succeeded", "the payment");
  const again = await page.evaluate((secret) => stripe.retrievePaymentIntent(secret), intent.client_secret);
  same(again.paymentIntent.status, "succeeded", "what is looked up");
}

async function isAsked() {
  begins("the bank asks over the page: yes, no, closed, and escaped");
  for (const [button, went] of [["Complete", true], ["Fail", false], ["Close", false], ["Escape", false]]) {
    const intent = await payment();
    await opens(intent.client_secret);
    await types("4000002500003155");
    const answer = await asked(button, "confirmPayment", AND_BACK);
    same([answer.paymentIntent?.status, answer.error?.code],
      went ? ["succeeded", null] : [null, "payment_intent_authentication_failure"], button);
    if (!went) same(answer.error.payment_intent.status, "requires_payment_method", button);
  }
}

async function keeps() {
  begins("a card is kept, with the bank's word, and pays later without fields");
  const intent = await api("setup_intents", { customer, usage: "off_session" });
  await opens(intent.client_secret);
  await types("4000002500003155");
  const { setupIntent } = await asked("Complete", "confirmSetup");
  same(setupIntent.status, "succeeded", "the setup");
  const seen = await page.evaluate((secret) => stripe.retrieveSetupIntent(secret), intent.client_secret);
  same(seen.setupIntent.payment_method, setupIntent.payment_method, "the kept card");
  const { client_secret: clientSecret } = await payment();
  const confirmParams = { payment_method: setupIntent.payment_method };
  const paid = await confirms("confirmPayment", { elements: undefined, clientSecret, confirmParams });
  same(paid.paymentIntent?.status, "succeeded", "the payment");
}

async function isChecked() {
  begins("what is typed wrongly is told beside it and to the page");
  await opens((await payment()).client_secret);
  const submits = () => page.evaluate(() => elements.submit());
  same((await submits()).error.code, "incomplete_number", "nothing at all");
  await fields.getByText("Your card number is incomplete.").waitFor();
  await types("4242 4242 4242 4241");
  same((await submits()).error, { type: "validation_error", code: "invalid_number",
    message: "Your card number is invalid." }, "the error");
  same((await confirms()).error.code, "invalid_number", "the confirmation");
  await types("4242 4242 4242 4242");
  same(await submits(), {}, "a right card");
  await page.evaluate(() => {
    document.querySelector("#form").onsubmit = () => { window.sent = true; return false; };
  });
  await fields.getByLabel("CVC").press("Enter");
  await page.waitForFunction(() => window.sent);
}

async function isRefused() {
  begins("a page that is built wrongly is told so");
  await opens((await payment()).client_secret);
  const seen = await page.evaluate(() => {
    const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    const inner = root.appendChild(document.createElement("div"));
    const tried = {
      "should be a string": () => Stripe(),
      "secret key": () => Stripe("sk_test_1"),
      "client secret of the form": () => stripe.elements({ clientSecret: "x" }),
      "Can only create one": () => elements.create("payment"),
      "no Element of type": () => elements.create("card"),
      "return_url is required": () => stripe.confirmPayment({ elements }),
      "in a ShadowRoot": () => elements.getElement("payment").mount(inner),
      "applies to no DOM elements": () => elements.getElement("payment").mount("#none"),
      "still mounted": () => { elements.getElement("payment").unmount(); return elements.submit(); },
    };
    return Promise.all(Object.entries(tried).map(async ([says, call]) =>
      [says, await new Promise((done) => { done(call()); }).then(() => "nothing", String)]));
  });
  for (const [says, told] of seen) {
    expect(told.startsWith("IntegrationError") && told.includes(says), `${says}: ${told}`);
  }
  expect((await opens(`${(await payment()).client_secret}x`)).includes("client_secret provided"), "no loaderror");
}

async function speaksKorean() {
  begins("in Korean, narrow, in the dark");
  await page.setViewportSize({ width: 320, height: 700 });
  await opens((await payment()).client_secret, { locale: "ko", appearance: { theme: "night" } });
  await fields.getByText("여기서는 돈이 오가지 않습니다.").waitFor();
  await fields.getByLabel("카드 번호").fill("4000000000000002");
  await fields.getByLabel("만료일 (월 / 연도)").fill("12/34");
  await fields.getByLabel("보안 코드 (CVC)").fill("123");
  same((await confirms()).error.message, "카드 결제가 거절되었습니다.", "the message");
  const frame = page.frames().find((frame) => frame.url().includes("/stripe/js/card"));
  const [wide, tall, ink] = await frame.evaluate(() => [document.documentElement.scrollWidth - innerWidth,
    document.querySelector("main").scrollHeight - innerHeight, getComputedStyle(document.body).color]);
  await shot("stripe-js-korean-narrow-dark");
  expect(wide <= 0 && tall <= 1, `the fields are ${wide} too wide and ${tall} too tall`);
  expect(ink === "rgb(238, 241, 246)", `the night's ink is ${ink}`);
}

async function isCutOff() {
  begins("a network that is away is told as such");
  await opens((await payment()).client_secret);
  await types("4242 4242 4242 4242");
  await page.route("**/stripe/v1/**", (route) => route.abort());
  same((await confirms()).error.type, "api_connection_error", "the error");
  await page.unroute("**/stripe/v1/**");
  same((await confirms()).paymentIntent.status, "succeeded", "the payment");
  await page.route("**/stripe/js/card*", (route) => route.abort());
  expect((await opens((await payment()).client_secret)).includes("connect"), "no loaderror");
}

await story("stripe_js", [pays, isDeclined, isAsked, keeps, isChecked, isRefused, speaksKorean, isCutOff]);
