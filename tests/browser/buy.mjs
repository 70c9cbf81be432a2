// Somebody opens the stack's page in a real browser, buys, spends, is refused, refunds.
import { readFileSync, mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const stack = JSON.parse(readFileSync(process.env.STACK, "utf8"));
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
page.setDefaultTimeout(15000);
const broken = [];
page.on("pageerror", (error) => broken.push(String(error)));
page.on("console", (line) => {
  // The console tells of every call that was refused; the story expects a payment to be refused,
  // and a token to end when the clock is moved.
  if (line.type() === "error" && !/status of 40[12]|: 402/.test(line.text())) broken.push(line.text());
});

let step = "start";
const begins = (name) => { step = name; console.log(`- ${name}`); };
async function shot(name, of = page) {
  if (shots) await of.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}
function expect(truth, told) {
  if (!truth) throw new Error(told);
}
async function reads(locator, text) {
  await locator.filter({ hasText: text }).first().waitFor();
}
const credits = () => page.locator('b[data-feature="interview_credit"]');

async function ordersPopular() {
  await page.locator('[data-pack="pack-popular"]').click();
  await page.waitForURL("**/stripe/checkout/**");
}
async function paysWith(number) {
  await page.getByLabel("E-mail").fill("alice@example.com");
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expiry").fill("12 / 34");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel("Name on card").fill("Alice");
  await page.getByRole("button", { name: "Pay $8.00", exact: true }).click();
}

async function story() {
  begins("the page shows an account without credits and what can be bought");
  await page.goto(stack.base);
  await reads(credits(), /^0$/);
  await reads(page.locator("#packs"), "$8.00");
  await shot("1-start");

  begins("the checkout can be cancelled");
  await ordersPopular();
  await shot("2-checkout");
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await reads(page.getByRole("status"), "cancelled");
  await reads(credits(), /^0$/);
  await reads(page.locator("#purchases"), "pending");
  await shot("3-cancelled");

  begins("a declined card says so, and another pays the same session");
  await page.getByRole("link", { name: "Go on paying" }).click();
  await paysWith("4000 0000 0000 0002");
  await reads(page.getByRole("alert"), "Your card was declined.");
  expect(await page.getByLabel("E-mail").inputValue() === "alice@example.com", "the e-mail is lost");
  await shot("4-declined");
  await paysWith("4242 4242 4242 4242");
  await page.waitForURL(`${stack.base}/**`);
  await reads(credits(), /^25$/);
  await reads(page.locator("#purchases"), "paid");
  await shot("5-bought");

  begins("spending by clicking");
  await page.locator('#spend input[name="amount"]').fill("25");
  await page.getByRole("button", { name: "Spend", exact: true }).click();
  await reads(credits(), /^0$/);
  await reads(page.locator("#ledger"), "consume");

  begins("refused at zero, with what would help");
  await page.locator('#spend input[name="amount"]').fill("1");
  await page.getByRole("button", { name: "Spend", exact: true }).click();
  await reads(page.getByRole("alert"), "(402)");
  await reads(page.getByRole("alert"), "Buy Starter");
  expect(!(await page.locator("#problem").innerText()).includes("undefined"), "an offer has no name");
  expect((await page.locator("#problem p").innerText()).length > 10, "the refusal does not say why");
  await shot("6-refused");

  begins("what would help is one click away");
  await page.locator("#problem").getByRole("button", { name: "Buy Starter" }).click();
  await page.waitForURL("**/stripe/checkout/**");
  await page.goBack();
  await reads(credits(), /^0$/);

  begins("a second purchase is refunded");
  await ordersPopular();
  await paysWith("4242424242424242");
  await reads(credits(), /^25$/);
  await page.getByRole("button", { name: "Refund" }).first().click();
  await reads(credits(), /^0$/);
  await reads(page.locator("#purchases"), "$8.00 refunded");
  await shot("7-refunded");

  begins("the clock moves, and nothing is lost");
  await page.getByRole("button", { name: "+31 days" }).click();
  await reads(page.locator("#ledger"), "reverse");

  begins("somebody else signs in and sees nothing of it");
  await page.getByLabel("You are").fill("bob");
  await page.getByRole("button", { name: "Sign in" }).click();
  await reads(page.locator(".account"), "user:bob");
  await reads(page.locator("#purchases"), "Nothing yet.");

  begins("a narrow window, and the dark");
  await page.setViewportSize({ width: 380, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await shot("8-narrow");
  expect(wide <= 380, `the page is ${wide} pixels wide in a window of 380`);
  await ordersPopular();
  await shot("9-narrow-checkout");
  expect(broken.length === 0, `the browser complained: ${broken.join(" | ")}`);
}

try {
  await story();
  console.log("the page does what it says");
} catch (error) {
  await shot("failed");
  console.error(`not true: ${step}: ${error.message}`, broken);
  process.exitCode = 1;
} finally {
  await browser.close();
}
