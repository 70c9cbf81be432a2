// What the stories share: a browser, a page that must not complain, pictures, axe, cards, signing in.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

/** The stack that `with_stack.sh` started. */
export const stack = JSON.parse(readFileSync(process.env.STACK, "utf8"));
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const launched = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    // A page that a story makes up has no address, so its calls to this machine would be forbidden.
    "--disable-features=LocalNetworkAccessChecks"],
});

/** What the browser or a script on a page complained of. */
export const broken = [];
/** What the browser itself writes when the API refuses: the one thing that is expected. */
const REFUSED = /Failed to load resource: the server responded with a status of 40[123]\b/;
let more = null;

/** What is expected beside it, such as a network that is cut; `null` for nothing. */
export function expectsAlso(pattern) {
  more = pattern;
}

/** A page of somebody new: nothing is remembered from another. */
export async function opens(options = {}) {
  const context = await launched.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.on("pageerror", (error) => broken.push(String(error.stack ?? error)));
  page.on("console", (line) => {
    if (!["error", "warning"].includes(line.type())) return;
    const text = line.text();
    if (!REFUSED.test(text) && !more?.test(text)) broken.push(`${text} (${line.location().url})`);
  });
  looked ??= page;
  return page;
}

let looked = null;
let step = "start";
export const begins = (name) => { step = name; console.log(`- ${name}`); };
export function expect(truth, told) {
  if (!truth) throw new Error(told);
}
export function same(seen, wanted, of) {
  const [a, b] = [seen, wanted].map((value) => JSON.stringify(value));
  expect(a === b, `${of} is ${a} and not ${b}`);
}
export const reads = (locator, text) => locator.filter({ hasText: text }).first().waitFor();

/** A picture, where somebody asked for pictures. */
export async function shot(name, page = looked) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Nothing that axe finds wrong may remain. The policy of the pages forbids other scripts, not the debugger's. */
export async function axe(name, page = looked) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3)
      .map((node) => `${node.target.flat().join(" ")} (${node.failureSummary.replace(/\s+/g, " ").slice(0, 200)})`).join("; ")}`);
  });
  expect(found.length === 0, `axe on ${name}: ${found.join(" | ")}`);
}

/** Fills the fake's payment page and pays. */
export async function paysWith(number, page = looked) {
  await page.waitForURL("**/stripe/checkout/**");
  await page.getByLabel("E-mail").fill("newcomer@example.com");
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expiry").fill("12 / 34");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel("Name on card").fill("New Comer");
  await page.getByRole("button", { name: /^(Pay|Subscribe)/ }).first().click();
}

/** Signs in with a button that is there, at the form of the stack's issuer. */
export async function signIn(name, page = looked, button = page.locator("#sign-in")) {
  await button.click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.locator("#person", { hasText: name }).waitFor();
}

/** Asks the fake Stripe with the shop's key. */
export async function stripe(path, form) {
  const headers = { authorization: `Bearer ${stack.stripe_key}` };
  const sent = form ? { method: "POST", body: new URLSearchParams(form), headers } : { headers };
  const answer = await fetch(`${stack.stripe}/v1/${path}`, sent);
  const told = await answer.json();
  expect(answer.ok, `${path}: ${JSON.stringify(told)}`);
  return told;
}

/** Waits until everything that Stripe has to tell was told. */
export async function stripeIsHeard() {
  const answer = await fetch(`${stack.base}/dev/stripe/settle`, { method: "POST", body: "{}" });
  expect(answer.ok, `settle: ${answer.status}`);
}

/** Tells the parts of a story one after another; the exit says whether all of it is true. */
export async function story(name, parts) {
  try {
    for (const part of parts) await part();
    expect(broken.length === 0, "the browser complained");
    console.log(`${name}: true`);
  } catch (error) {
    await shot(`${name}-failed`).catch(() => {});
    console.error(`not true: ${step}: ${error.message}`, looked?.url(), broken);
    process.exitCode = 1;
  } finally {
    await launched.close();
  }
}
