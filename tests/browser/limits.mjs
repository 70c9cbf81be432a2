// Somebody on the default plan uses up a day's limit, sees it, subscribes to a larger plan, and has more.
import { axe, begins, expect, opens, paysWith, reads, same, shot, signIn, stack, story } from "./browser.mjs";

const page = await opens();

async function uses(amount, session) {
  const answer = await fetch(`${stack.base}/v1/accounts/user:eve/consume`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.service_key}`, "content-type": "application/json" },
    body: JSON.stringify({ uses: [{ feature: "interview", amount: 1 }, { feature: "interview_minute", amount }], session }),
  });
  return answer.status;
}

const meter = (name) => page.getByRole("meter", { name: new RegExp(name) });

async function reachesALimit() {
  begins("the default plan, with nothing used");
  await page.goto(`${stack.base}/usage`);
  await signIn("eve");
  await meter("Interviews").waitFor();
  same(await meter("Interviews").getAttribute("aria-valuenow"), "0", "what was used of the interviews");
  begins("three interviews of 90 minutes: the day is used up, the month nearly");
  same([await uses(90, "a"), await uses(90, "b"), await uses(90, "c"), await uses(1, "d")], [200, 200, 200, 402], "the answers");
  await page.reload();
  await meter("Interviews").waitFor();
  same(await meter("Interviews").getAttribute("aria-valuenow"), "3", "what was used of the interviews");
  await page.locator('[part~="upgrade"]').waitFor();
  await axe("usage at a limit");
  await shot("limits-1-reached");
}

async function getsMore() {
  begins("a larger plan is chosen and paid");
  await page.goto(`${stack.base}/pricing`);
  await reads(page.locator('[aria-current="true"]'), "Starter");
  await axe("plans");
  await shot("limits-2-plans");
  await page.getByRole("button", { name: "Choose Professional" }).click();
  await paysWith("4242424242424242");
  await page.waitForURL("**/payment/success**");
  await reads(page.locator("tally-payment"), "it is yours");
  begins("the plan holds, with what was used already");
  await page.goto(`${stack.base}/usage`);
  await reads(page.locator("tally-usage"), "Professional");
  await reads(page.locator("tally-usage"), "800");
  expect(await uses(10, "e") === 200, "the fourth interview of the day is refused");
  await shot("limits-3-more");
  await page.goto(`${stack.base}/pricing`);
  await reads(page.locator('[aria-current="true"]'), "Professional");
  await page.locator('[aria-current="true"]').getByRole("button", { name: "Manage subscription" }).waitFor();
}

await story("limits", [reachesALimit, getsMore]);
