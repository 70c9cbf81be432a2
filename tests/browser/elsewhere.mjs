// Somebody else's page, of another origin, without a policy of ours: three lines show prices and a balance.
import { axe, begins, expect, expectsAlso, opens, paysWith, reads, same, shot, stack, story, stripeIsHeard } from "./browser.mjs";

// The same machine by its other name is another origin, and one that the stack allows.
const there = new URL("/plain.html", stack.base.replace("127.0.0.1", "localhost")).href;
const who = `elsewhere-${Date.now().toString(36)}`;
const { token } = await (await fetch(`${stack.base}/dev/token?sub=${who}`)).json();
const html = (api, lang = "en") => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Somewhere else</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<script type="module">
import { connect } from "${api}/tally.js";
connect({ token: () => ${JSON.stringify(token)} });
</script></head>
<body><main><h1>Somewhere else</h1><tally-balance></tally-balance><tally-pricing></tally-pricing></main></body></html>`;

const page = await opens();
let body = html(stack.base);
await page.route(there, (route) => route.fulfill({ contentType: "text/html", body }));
const left = page.locator('tally-balance [data-feature="interview_credit"]');

async function shows() {
  begins("three lines show what is sold and what is left, and ask the origin that the script is of");
  const asked = [];
  page.on("request", (request) => request.url().includes("/v1/") && asked.push(new URL(request.url()).origin));
  await page.goto(there);
  expect(new URL(there).origin !== stack.base, "this is not another origin");
  await reads(page.locator("tally-pricing"), "Popular");
  await reads(left, /^0$/);
  same([...new Set(asked)], [stack.base], "who is asked");
  await axe("a page of another origin");
  await shot("elsewhere");
}

async function sells() {
  begins("what is paid brings back to the page itself, where the balance is new");
  await page.locator('[data-pack="pack-popular"]').click();
  // A page that is made up here does not stand in for the end of a redirection: it is gone to once more.
  expectsAlso(/status of 404/);
  await paysWith("4242 4242 4242 4242");
  await page.waitForURL(there);
  await page.goto(there);
  await left.waitFor();
  await stripeIsHeard();
  await page.evaluate(async (from) => (await import(from)).changed(), `${stack.base}/tally.js`);
  await reads(left, /^25$/);
}

async function fallsIn() {
  begins("it speaks the page's language and takes its colours");
  body = html(stack.base, "ko").replace("</title>", "</title><style>:root { --tally-accent: rgb(0, 90, 60); }</style>");
  await page.goto(there);
  await reads(page.locator("tally-pricing"), "가장 인기");
  const colour = await page.locator('[data-pack="pack-popular"]').evaluate((node) => getComputedStyle(node).backgroundColor);
  same(colour, "rgb(0, 90, 60)", "the accent");
  await axe("it in Korean");
  await shot("elsewhere-ko");
}

await story("elsewhere", [shows, sells, fallsIn]);
