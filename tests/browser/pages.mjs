// Every page: narrow and wide, light and dark, in both languages, signed in and out, cut off, before the API answers.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { axe, begins, expect, expectsAlso, opens, paysWith, reads, same, shot, signIn, stack, story } from "./browser.mjs";

const web = process.env.WEB;
const files = (under, kind) => readdirSync(join(web, under), { recursive: true })
  .filter((name) => name.endsWith(kind)).map((name) => join(under, name));
const text = (name) => readFileSync(join(web, name), "utf8");
const textsOf = async (name) => (await import(`data:text/javascript,${encodeURIComponent(text(name))}`)).texts;
const ours = await textsOf("pages/texts.js"), elements = await textsOf("lib/texts.js");

const PAGES = ["/pricing", "/usage", "/dashboard", "/demo", "/billing", "/payment/success", "/payment/cancel"];
const named = (path) => path.slice(1).replace("/", "-");
// Bytes of all elements as one, and file by file, which is how browsers get them.
const [MOST, MOST_APART] = [40_000, 50_000];

const page = await opens();
let paid = "";
const address = (path) => stack.base + path + (path === "/payment/success" ? paid : "");

/** The page with all its elements: none of them loads any more. */
async function settles(on = page) {
  await on.waitForFunction(() => {
    const elements = [...document.querySelectorAll("tally-pricing, tally-balance, tally-gate, tally-payment, tally-usage, tally-history, tally-billing")];
    return document.querySelector("#top nav") && elements.every((it) => it.shadowRoot?.querySelector(".root")?.childNodes.length
      && !it.shadowRoot.querySelector(".bone, [aria-busy=true]"));
  });
}
async function goes(path, on = page) {
  await on.goto(address(path));
  await on.locator("#person").waitFor();
  await settles(on);
}
const inSize = (width) => page.setViewportSize({ width, height: 900 });

async function hasTexts() {
  begins("both languages have every text, and the pages are written with the English ones");
  for (const { en, ko } of [ours, elements]) same(Object.keys(ko).sort(), Object.keys(en).sort(), "the Korean keys");
  for (const { en, ko } of [ours, elements]) {
    const holes = (it) => [...new Set(JSON.stringify(it).match(/\{\w+\}/g))].sort();
    for (const key of Object.keys(en)) {
      const unknown = holes(ko[key]).filter((hole) => !holes(en[key]).includes(hole));
      expect(unknown.length === 0 && /[가-힣]|^[^A-Za-z]*$/.test(JSON.stringify(ko[key]).replace(/\{\w+\}/g, "")
        .replace(/"(one|other)":/g, "")), `${key} in Korean: ${JSON.stringify(ko[key])}`);
    }
  }
  for (const name of files("pages", ".html")) {
    for (const [, key, said] of text(name).matchAll(/data-text="([^"]+)"[^>]*>([^<]*)</g)) same(said, ours.en[key], `${key} in ${name}`);
  }
}

async function isLight() {
  begins("all the elements are light");
  const all = ["tally.js", ...files("lib", ".js"), ...files("elements", ".js")];
  const sum = (pack) => all.reduce((bytes, name) => bytes + pack(text(name)).length, 0);
  const whole = gzipSync(all.map(text).join("")).length;
  console.log(`  ${all.length} files: ${whole} bytes gzipped as one, ${sum(gzipSync)} one by one, ${sum(brotliCompressSync)} so with Brotli`);
  expect(whole < MOST, `the elements are ${whole} bytes, at most ${MOST}`);
  expect(sum(gzipSync) < MOST_APART, `the files are ${sum(gzipSync)} bytes, at most ${MOST_APART}`);
}

async function doesNotWait() {
  begins("what is known is painted before anything is asked");
  for (const path of PAGES) {
    const other = await opens();
    for (const held of ["**/v1/**", "**/config.json"]) await other.route(held, () => {});
    await other.goto(stack.base + path);
    await other.locator("main h1").waitFor({ timeout: 3000 });
    await other.locator("#top").getByRole("link", { name: "Pricing" }).waitFor({ timeout: 3000 });
    await other.context().close();
  }
}

async function isSignedOut() {
  begins("who is signed out is told so, and prices are for everybody");
  const other = await opens({ viewport: { width: 360, height: 900 } });
  for (const path of PAGES.filter((it) => it !== "/payment/cancel")) {
    await other.goto(stack.base + path);
    await settles(other);
    if (path === "/pricing") await reads(other.locator("tally-pricing"), "Popular");
    else if (path === "/payment/success") await reads(other.locator("tally-payment"), elements.en["problem-no-session"]);
    else await other.locator("main").getByRole("button", { name: "Sign in" }).first().waitFor();
    await axe(`${path}, signed out`, other);
    await shot(`${named(path)}-signed-out`, other);
  }
  await other.context().close();
}

async function hasSomething() {
  begins("somebody buys, so that there is something to show");
  await page.goto(`${stack.base}/pricing`);
  await signIn(`reader-${Date.now().toString(36)}`, page);
  await page.locator('[data-pack="pack-starter"]').click();
  await paysWith("4242 4242 4242 4242", page);
  await page.getByText("Thank you, it is yours").waitFor();
  paid = new URL(page.url()).search;
  await page.goto(`${stack.base}/pricing`);
  await page.getByRole("button", { name: "Choose Unlimited" }).click();
  await page.waitForURL("**/stripe/checkout/**");
}

async function fits() {
  for (const path of PAGES) {
    begins(`${path} fits, is read aloud, and can be seen in the light and in the dark`);
    await inSize(1280);
    await goes(path);
    for (const language of ["ko", "en"]) {
      // As somebody does it; the choice is kept for the pages that follow.
      await page.locator("#top select").first().selectOption(language);
      same(await page.evaluate(() => localStorage.getItem("tally-language")), language, "what is kept");
      for (const width of [320, 360, 1280]) {
        await inSize(width);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide <= width, `${path} in ${language} is ${wide} wide in ${width}`);
        if (width === 320) continue;
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          if (language === "en" || (width === 360 && colorScheme === "light")) await axe(`${path}, ${language}, ${width}, ${colorScheme}`, page);
          await shot(`${named(path)}-${language}-${width}-${colorScheme}`, page);
        }
      }
    }
  }
}

/** What is seen of a page, in the elements too. */
const seen = () => page.evaluate(() => {
  const of = (node) => [...node.childNodes].flatMap((it) => it.nodeType === 3 ? [it.data.trim()]
    : it.nodeType !== 1 || /^(script|style|option)$/i.test(it.localName) ? [] : [...(it.shadowRoot ? of(it.shadowRoot) : []), ...of(it)]);
  return of(document.body).filter(Boolean);
});

async function isKorean() {
  begins("in Korean nothing is English that has a Korean text");
  await page.evaluate(() => localStorage.setItem("tally-language", "ko"));
  const english = new Set([ours, elements].flatMap(({ en, ko }) => Object.keys(en)
    .filter((key) => typeof en[key] === "string" && en[key] !== ko[key]).map((key) => en[key])));
  // What is sold is called as its catalog calls it.
  const { features, plans, packs } = await (await fetch(`${stack.base}/v1/catalog`)).json();
  for (const { name } of [...features, ...plans, ...packs]) english.delete(name);
  for (const path of PAGES) {
    await goes(path);
    same(await page.evaluate(() => document.documentElement.lang), "ko", `the language of ${path}`);
    await page.locator("#top nav").getByRole("link", { name: "요금", exact: true }).waitFor();
    const left = (await seen()).filter((it) => english.has(it));
    same(left, [], `what is left of English on ${path}`);
  }
  await page.evaluate(() => localStorage.setItem("tally-language", "en"));
}

async function isCutOff() {
  begins("a network that is away is told of, and what was shown stays");
  expectsAlso(/ERR_INTERNET_DISCONNECTED/);
  // Prices are read once and stay as they are.
  for (const path of ["/usage", "/dashboard", "/demo", "/billing"]) {
    await goes(path);
    const away = page.getByText(elements.en["problem-offline"]).first();
    const before = (await seen()).length;
    await page.context().setOffline(true);
    await page.evaluate(async () => (await import("/tally.js")).changed());
    await away.waitFor();
    expect((await seen()).length >= before, `what was on ${path} is gone`);
    await axe(`${path}, cut off`, page);
    await shot(`${named(path)}-offline`, page);
    await page.context().setOffline(false);
    await away.waitFor({ state: "detached" });
  }
  expectsAlso(null);
}

await story("pages", [hasTexts, isLight, doesNotWait, isSignedOut, hasSomething, fits, isKorean, isCutOff]);
