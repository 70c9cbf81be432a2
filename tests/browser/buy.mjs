// Somebody opens the stack's page in a real browser, buys, spends, is refused, refunds.
import { begins, expect, expectsAlso, opens, paysWith, reads, shot, stack, story } from "./browser.mjs";

const page = await opens({ viewport: { width: 1200, height: 900 } });
// The page itself writes what was refused.
expectsAlso(/: 402/);

const credits = () => page.locator('b[data-feature="interview_credit"]');

async function ordersPopular() {
  await page.locator('[data-pack="pack-popular"]').click();
  await page.waitForURL("**/stripe/checkout/**");
}
async function isUsed() {
  begins("the page shows an account without credits and what can be bought");
  await page.goto(stack.base);
  await reads(credits(), /^0$/);
  await reads(page.locator("#packs"), "$8.00");
  await shot("buy-1-start");

  begins("the checkout can be cancelled");
  await ordersPopular();
  await shot("buy-2-checkout");
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await reads(page.getByRole("status"), "cancelled");
  await reads(credits(), /^0$/);
  await reads(page.locator("#purchases"), "pending");
  await shot("buy-3-cancelled");

  begins("a declined card says so, and another pays the same session");
  await page.getByRole("link", { name: "Go on paying" }).click();
  await paysWith("4000 0000 0000 0002");
  await reads(page.getByRole("alert"), "Your card was declined.");
  expect((await page.getByLabel("E-mail").inputValue()).includes("@"), "the e-mail is lost");
  await shot("buy-4-declined");
  await paysWith("4242 4242 4242 4242");
  await page.waitForURL(`${stack.base}/**`);
  await reads(credits(), /^25$/);
  await reads(page.locator("#purchases"), "paid");
  await shot("buy-5-bought");

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
  await shot("buy-6-refused");

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
  await shot("buy-7-refunded");

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
  await shot("buy-8-narrow");
  expect(wide <= 380, `the page is ${wide} pixels wide in a window of 380`);
  await ordersPopular();
  await shot("buy-9-narrow-checkout");
}

await story("buy", [isUsed]);
