// An admin of an institution buys sessions, is declined once, caps and removes a member, saves a card;
// a plain member sees the pool and nothing else.
import { readFileSync } from "node:fs";
import { axe, begins, expect, opens, reads, same, shot, stack, story } from "./browser.mjs";

const page = await opens();
const member = (name) => page.locator("tr", { hasText: name });

async function signsIn(name, role, on = page) {
  await on.goto(`${stack.base}/billing`);
  await on.locator("#sign-in").click();
  await on.getByLabel("Name").fill(name);
  await on.locator("summary").click();
  await on.getByLabel(/Organi[sz]ation/).fill("acme");
  await on.getByLabel(/Role/).selectOption(role);
  await on.getByRole("button", { name: "Continue" }).click();
  await on.locator("#person", { hasText: "acme" }).waitFor();
}

async function fills(number) {
  const card = page.frameLocator("tally-billing iframe").first();
  await card.getByLabel("Card number").fill(number);
  await card.getByLabel(/Expiry/).fill("12/34");
  await card.getByLabel(/Security code/).fill("123");
}

async function seesNothingYet() {
  begins("an institution that bought nothing");
  await signsIn("ada", "admin");
  await page.getByRole("button", { name: "Go on to payment" }).waitFor();
  await axe("an empty billing page");
  await shot("institution-1-empty");
}

async function buys() {
  begins("the total follows the number and its tier");
  const many = page.locator('input[name="quantity"]'), total = page.locator("[data-total]");
  await many.fill("500");
  await reads(total, "$1,800");
  await many.fill("100");
  await reads(total, "$400");

  begins("a declined card says so, and another pays the same order");
  await page.getByRole("button", { name: "Go on to payment" }).click();
  await fills("4000000000000002");
  await axe("the payment");
  await shot("institution-2-payment");
  await page.getByRole("button", { name: /^Pay \$400/ }).click();
  await reads(page.getByRole("alert"), "declined");
  await fills("4242424242424242");
  await page.getByRole("button", { name: /^Pay \$400/ }).click();
  await reads(page.locator("strong"), "100 sessions were added");
  await reads(page.locator('[data-feature="interview_session"]'), /^100$/);
  await reads(page.locator('section[aria-labelledby="invoices"] .badge'), "Paid");
}

async function keepsMembers() {
  begins("a member is added, capped, counted and removed");
  await page.getByLabel("Id of the person").fill("sam");
  await page.getByRole("button", { name: "Add a member" }).click();
  await member("sam").getByRole("button", { name: /^Caps/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("a day").fill("1");
  await axe("a dialog");
  await shot("institution-3-caps");
  await dialog.getByRole("button", { name: "Save" }).click();
  await reads(member("sam"), "0 / 1 a day");
  same([await uses("sam-1"), await uses("sam-2")], [200, 402], "what the second session of a day is told");
  await page.reload();
  await reads(member("sam"), "1 / 1 a day");
  await reads(page.locator('[data-feature="interview_session"]'), /^99$/);
  const [file] = await Promise.all([page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as CSV" }).click()]);
  expect(readFileSync(await file.path(), "utf8").includes("user:sam,member,interview_session,1,1,1,1"), "the table lacks a use");
  begins("caps for everybody are kept, and shown to who changes them");
  const everybody = page.getByRole("button", { name: "Caps for everybody" });
  await everybody.click();
  await dialog.getByLabel("a month").fill("5");
  await dialog.getByRole("button", { name: "Save" }).click();
  await reads(member("sam"), "1 / 5 a month");
  await everybody.click();
  same(await dialog.getByLabel("a month").inputValue(), "5", "the cap for everybody");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await member("sam").getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await reads(member("sam"), "Removed");
  same(await uses("sam-3"), 403, "what a removed member is told");
}

async function uses(session) {
  const answer = await fetch(`${stack.base}/v1/accounts/org:acme/consume`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.service_key}`, "content-type": "application/json" },
    body: JSON.stringify({ uses: [{ feature: "interview_session", amount: 1 }], member: "user:sam", session }),
  });
  return answer.status;
}

async function savesACard() {
  begins("a card is saved, is the default, and pays the next order; then it is removed");
  await page.getByRole("button", { name: "Add a card" }).click();
  await fills("4242424242424242");
  await page.getByRole("button", { name: "Save the card" }).click();
  const card = page.locator('[data-card="4242"]');
  await reads(card, "Default");
  await page.locator('input[name="quantity"]').fill("10");
  await page.getByRole("button", { name: "Go on to payment" }).click();
  await page.getByRole("button", { name: /^Pay \$40/ }).waitFor();
  begins("three clicks at once are one payment");
  let confirmed = 0;
  page.on("request", (request) => { confirmed += /payment_intents\/[^/]+\/confirm/.test(request.url()) ? 1 : 0; });
  await page.locator('form[data-key="paying"]').evaluate((form) => { for (const _ of "123") form.requestSubmit(); });
  await reads(page.locator("strong"), "10 sessions were added");
  same(confirmed, 1, "how often it was confirmed");
  await shot("institution-4-all");
  await axe("a full billing page");
  await page.setViewportSize({ width: 360, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  same(await page.evaluate(() => document.documentElement.scrollWidth), 360, "the width of the page");
  await axe("a narrow, dark billing page");
  await shot("institution-5-narrow");
  await card.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await card.waitFor({ state: "detached" });
}

async function isSeenByAMember() {
  begins("a plain member sees the pool and nothing else");
  const other = await opens();
  await signsIn("tom", "member", other);
  await reads(other.locator('[data-feature="interview_session"]'), /^109$/);
  await reads(other.locator('section[aria-labelledby="members"]'), "Only an admin");
  same(await other.getByRole("button", { name: "Add a card" }).count(), 0, "the buttons to add a card");
}

await story("institution", [seesNothingYet, buys, keepsMembers, savesACard, isSeenByAMember]);
