// What all pages have around their elements: the way to the others, who is signed in, language and
// colours. It paints before it asks anybody anything.

import { connect } from "../tally.js";
import { h, show } from "../lib/dom.js";
import { texts } from "./texts.js";
import { begin, configuration, person, signIn, signOut, token } from "./session.js";

const root = document.documentElement;
const PAGES = ["/demo", "/pricing", "/usage", "/dashboard", "/billing"];
const THEMES = ["auto", "light", "dark"];

/** A text of the pages in the language that is chosen. */
export const t = (key) => texts[root.lang]?.[key] ?? texts.en[key] ?? key;

let who = null;

function tools() {
  const language = h("label", {}, h("span.unseen", {}, t("language")),
    h("select", { onchange: (event) => choose("tally-language", "lang", event.target.value) },
      [["en", "English"], ["ko", "한국어"]].map(([code, name]) =>
        h("option", { value: code, lang: code, selected: root.lang === code }, name))));
  const theme = h("label", {}, h("span.unseen", {}, t("colours")),
    h("select", { onchange: (event) => choose("tally-theme", "theme", event.target.value) },
      THEMES.map((it) => h("option", { value: it, selected: root.dataset.theme === it }, t(`theme-${it}`)))));
  const account = who
    ? [h("span.quiet", { id: "person" }, who.organisation ? `${who.name} · ${who.organisation}` : who.name),
      h("button", { type: "button", onclick: () => signOut() }, t("sign-out"))]
    : h("button.main", { type: "button", id: "sign-in", onclick: () => signIn() }, t("sign-in"));
  return h("div.tools", {}, language, theme, account);
}

const BRAND = "M5 4v16M9.5 4v16M14 4v16M18.500 4v16M3 15 21 9";

function paint() {
  const here = location.pathname;
  const link = (path) => h("li", {},
    h("a", { href: path, "aria-current": here === path && "page" }, t(`page${path.replaceAll("/", "-")}`)));
  const brand = h("a.brand", { href: "/" },
    h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
      h("path", { d: BRAND, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" })), "Tallystick");
  show(document.getElementById("top"), h("div", {}, brand,
    h("nav", { "aria-label": t("pages") }, h("ul", {}, PAGES.filter((path) => path !== "/demo" || demoIsHere).map(link))), tools()));
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  const title = document.querySelector("h1").textContent;
  document.title = `${title} · Tallystick`;
}

// The practice app is part of the stack on one's own machine only, where the issuer is the stack's own.
const demoIsHere = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);

function choose(kept, what, value) {
  localStorage.setItem(kept, value);
  if (what === "lang") root.lang = value;
  else root.dataset.theme = value;
  paint();
  document.dispatchEvent(new CustomEvent("page-language"));
}

/** Paints, signs in where somebody was, and then lets the elements ask. */
export async function open(prepare = () => {}) {
  paint();
  let known = () => {};
  const ready = new Promise((done) => {
    known = done;
  });
  // The elements ask at once; their answer waits until it is known who asks.
  connect({ token: (asked) => ready.then(() => token(asked)) });
  document.addEventListener("tally-sign-in", () => signIn());
  try {
    const settings = await configuration();
    connect({ api: settings.api || location.origin, stripeJs: settings.stripe_js });
    await begin();
    who = await person();
  } catch (error) {
    console.warn("signing in:", error);
  }
  await prepare(who);
  known();
  paint();
}
