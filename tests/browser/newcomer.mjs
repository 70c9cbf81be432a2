// Somebody who knows only the address finds the practice app, meets locks, buys, and uses what was bought.
import { axe, begins, expect, opens, paysWith, reads, shot, signIn, stack, story, stripe, stripeIsHeard } from "./browser.mjs";

const page = await opens();
const NAME = `newcomer-${Date.now().toString(36)}`;
const CARD = "4242 4242 4242 4242";
const interview = page.locator("#interview-gate"), generator = page.locator("#generator-gate"), questions = page.locator("#questions-gate");
const start = page.getByRole("button", { name: "Start an interview" });
const balance = page.locator('tally-balance [data-feature="interview_credit"]').first();

async function buys(gate, name) {
  await gate.getByRole("button", { name }).click();
  await paysWith(CARD);
  await page.waitForURL("**/payment/success?session_id=*");
  await page.getByText("Thank you, it is yours").waitFor();
}
const chaos = (how) => fetch(`${stack.base}/dev/stripe/chaos`, { method: "PUT", body: JSON.stringify(how) });
async function goesBack() {
  await page.getByRole("link", { name: "Back to where you were" }).click();
  await page.waitForURL("**/demo");
}

async function comes() {
  begins("from the address to an open gate");
  const from = Date.now();
  await page.goto(stack.base);
  await page.getByRole("link", { name: /practice app/i }).first().click();
  await page.waitForURL("**/demo");
  await reads(interview, "Locked");
  expect(!await start.isVisible(), "the interview is open to nobody in particular");
  await shot("newcomer-1-signed-out");
  await axe("the practice app, signed out");
  await signIn(NAME, page, interview.getByRole("button", { name: "Sign in" }));
  await reads(interview, "You have no Interview credits left.");
  await shot("newcomer-2-locked");
  await axe("the practice app, locked");
  // Stripe tells a moment later, and until then nobody says that it is there.
  await chaos({ delay_ms: 1500 });
  await interview.getByRole("button", { name: /^Popular · \$8/ }).click();
  await paysWith(CARD);
  await page.getByText("Paid, being added…").waitFor();
  expect(!await page.getByText("Thank you, it is yours").isVisible(), "it is there before Stripe told of it");
  await page.getByText("Thank you, it is yours").waitFor();
  await chaos({});
  await shot("newcomer-3-success");
  await goesBack();
  await start.waitFor();
  const took = (Date.now() - from) / 1000;
  await reads(balance, /^25$/);
  await shot("newcomer-4-open");
  console.log(`  from the first load to the open gate: ${took.toFixed(1)} s`);
  expect(took < 60, `it took ${took} s`);
}

async function isInterviewed() {
  begins("three questions answered cost one credit, seen at once");
  await start.click();
  for (const [at, button] of ["Next question", "Next question", "Finish"].entries()) {
    await reads(page.locator("#session"), `${at + 1} / 3`);
    await page.locator("#session textarea").fill(`Answer ${at + 1}`);
    if (at === 1) await axe("a question");
    await page.locator("#session").getByRole("button", { name: button }).click();
  }
  await reads(page.locator("#finished"), "24 left.");
  await reads(balance, /^24$/);
  await start.waitFor();
  await shot("newcomer-5-finished");
}

async function generates() {
  begins("the generator is bought, used once, and locked again");
  await generator.getByRole("button", { name: /^AI Q&A Generator/ }).click();
  begins("a declined card says so, and another one pays");
  await paysWith("4000 0000 0000 0002");
  await reads(page.getByRole("alert"), "Your card was declined.");
  await paysWith(CARD);
  await page.getByText("Thank you, it is yours").waitFor();
  await goesBack();
  await page.getByLabel("Topic").fill("Patience");
  await page.getByRole("button", { name: "Generate three questions" }).click();
  await reads(page.locator("#readable"), "Patience");
  await reads(generator, "You have no");
  expect(!await page.getByLabel("Topic").isVisible(), "the generator is still open");
}

async function manages() {
  begins("questions are read-only without Management, and it may be thought over");
  await reads(questions, "Read-only");
  expect(await page.locator("#readable").isVisible(), "what was generated cannot be read");
  expect(!await page.locator("#editable").isVisible(), "what was generated can be changed");
  await shot("newcomer-6-read-only");
  await questions.getByRole("button", { name: /^Q&A Management/ }).click();
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await page.waitForURL("**/payment/cancel*");
  await reads(page.getByRole("heading", { level: 1 }), "Nothing was paid");
  await shot("newcomer-7-cancelled");
  await page.goto(`${stack.base}/demo`);
  begins("with Management they are changed, added and deleted");
  await buys(questions, /^Q&A Management/);
  await goesBack();
  const row = page.locator("#editable li").first();
  await row.getByLabel("Answer").fill("By counting to ten.");
  await row.getByRole("button", { name: "Save" }).click();
  await page.locator("#editable [data-key=new]").getByLabel("Question").fill("Why?");
  await page.locator("#editable [data-key=new]").getByLabel("Answer").fill("Because.");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll("#editable li").length === 7);
  await axe("the questions");
  await shot("newcomer-8-management");
  await page.locator("#editable li").nth(1).getByRole("button", { name: "Delete" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#editable li").length === 6);
  await page.reload();
  await page.locator("#editable li").first().waitFor();
  const kept = await page.locator("#editable li input").evaluateAll((fields) => fields.map((field) => field.value));
  expect(kept.includes("By counting to ten.") && kept.includes("Because."), `what is kept: ${kept}`);
}

async function isRefunded() {
  begins("a refund closes the gate when the page looks again, and the history tells of it");
  const { data } = await stripe("payment_intents?limit=100");
  const paid = data.find((intent) => intent.amount === 800 && intent.status === "succeeded");
  await stripe("refunds", { payment_intent: paid.id });
  await stripeIsHeard();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await reads(interview, "You have no Interview credits left.");
  expect(!await start.isVisible(), "the gate is open after the refund");
  await reads(balance, /^0$/);
  await page.getByRole("link", { name: "Dashboard" }).click();
  await reads(page.locator("tally-history"), "Taken back for a refund or dispute");
  await shot("newcomer-9-activity");
  await axe("the dashboard after a refund");
  await page.getByRole("tab", { name: "Purchases" }).click();
  await reads(page.locator("tally-history"), "Refund $8");
  await reads(page.locator("tally-history"), "1 was used already and could not be taken back.");
  await shot("newcomer-10-purchases");
  await axe("the purchases");
}

await story("newcomer", [comes, isInterviewed, generates, manages, isRefunded]);
