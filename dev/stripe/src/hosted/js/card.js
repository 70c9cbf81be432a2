// The frame of the fake's Stripe.js: shows a card's fields, and asks the API for the page around it.

import { NAMES, card, fieldOf, isEmpty, write, wrongWith } from "./fields.js";
import { API_WORDS, WORDS } from "./words.js";

const API = new URL("../v1/", location.href);
// The page around names itself in the address. It hears nothing under another name, and is not heard.
const PAGE = location.hash.slice(1);
const COLOURS = {
  colorPrimary: "--deed", colorBackground: "--paper", colorText: "--ink", colorTextSecondary: "--dim",
  colorDanger: "--bad", borderRadius: "--round", fontFamily: "--font", fontSizeBase: "--size",
};
const told = { key: "", locale: "en" };

const words = () => WORDS[told.locale];
const tell = (message) => parent.postMessage(message, PAGE);

// What is shown. ----------------------------------------------------------------------------------

function look({ locale, appearance = {} }) {
  told.locale = WORDS[locale] ? locale : "en";
  const root = document.documentElement;
  root.lang = told.locale;
  document.title = words().title;
  for (const node of document.querySelectorAll("[data-says]")) node.textContent = words()[node.dataset.says];
  if (appearance.theme) root.dataset.theme = appearance.theme === "night" ? "night" : "stripe";
  else delete root.dataset.theme;
  for (const [name, property] of Object.entries(COLOURS)) {
    const value = appearance.variables?.[name];
    if (value) root.style.setProperty(property, value);
    else root.style.removeProperty(property);
  }
  for (const name of NAMES) if (fieldOf(name).ariaInvalid === "true") judge(name);
}

/** Shows what is wrong with a field, if anything is. */
function judge(name) {
  const code = wrongWith(name);
  fieldOf(name).setAttribute("aria-invalid", String(code !== null));
  document.getElementById(`${name}-wrong`).textContent = code ? words()[code] : "";
}

/** The first error of all fields, each of which shows its own. */
function submit() {
  for (const name of NAMES) judge(name);
  const wrong = NAMES.find((name) => wrongWith(name));
  if (!wrong) return {};
  fieldOf(wrong).focus();
  const code = wrongWith(wrong);
  return { error: { type: "validation_error", code, message: words()[code] } };
}

let change = "";
function tellChange() {
  const now = { complete: NAMES.every((name) => !wrongWith(name)), empty: isEmpty() };
  if (JSON.stringify(now) === change) return;
  change = JSON.stringify(now);
  tell({ happened: "change", change: now });
}

for (const name of NAMES) {
  const field = fieldOf(name);
  field.addEventListener("input", () => {
    write(name);
    // Who is typing is told when it is right, and not before they leave that it is not.
    if (field.ariaInvalid === "true" && !wrongWith(name)) judge(name);
    tellChange();
  });
  field.addEventListener("focus", () => tell({ happened: "focus" }));
  field.addEventListener("blur", () => {
    if (field.value) judge(name);
    tell({ happened: "blur" });
  });
}
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  tell({ happened: "enter" });
});

// What is asked of the API. -----------------------------------------------------------------------

/** `{ a: { b: 1 } }` as `a[b]=1`. */
function flatten(form, value, name = "") {
  if (value === null || value === undefined) return;
  if (typeof value !== "object") form.append(name, String(value));
  else for (const [key, part] of Object.entries(value)) flatten(form, part, name ? `${name}[${key}]` : key);
}

/** An error as it is told, in the language that the page speaks. */
function translated(error) {
  const known = API_WORDS[told.locale] ?? {};
  const message = known[error.decline_code] ?? known[error.code] ?? error.message;
  return { ...error, message };
}

const pathOf = (secret) => {
  const [id] = secret.split("_secret_");
  return `${id.startsWith("seti_") ? "setup_intents" : "payment_intents"}/${encodeURIComponent(id)}`;
};

async function call(path, request) {
  const away = { error: { type: "api_connection_error", message: words().api_connection_error } };
  const sent = { ...request, headers: { authorization: `Bearer ${told.key}` } };
  const response = await fetch(new URL(path, API), sent).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (!answer) return away;
  if (!response.ok) return { error: translated(answer.error) };
  for (const name of ["last_payment_error", "last_setup_error"]) {
    if (answer[name]) answer[name] = translated(answer[name]);
  }
  return { intent: answer };
}

const retrieve = ({ secret }) => call(`${pathOf(secret)}?${new URLSearchParams({ client_secret: secret })}`);

async function confirm({ secret, params, card: withCard }) {
  const form = new URLSearchParams({ client_secret: secret, use_stripe_sdk: "true" });
  flatten(form, params);
  if (withCard) {
    const wrong = submit();
    if (wrong.error) return wrong;
    flatten(form, { payment_method_data: { type: "card", card: card() } });
  }
  return call(`${pathOf(secret)}/confirm`, { method: "POST", body: form });
}

/** The card holder does not answer the bank. */
async function giveUp({ secret, page }) {
  const { pathname, search } = new URL(page);
  const form = new URLSearchParams({ action: "fail" });
  await fetch(pathname + search, { method: "POST", body: form }).catch(() => null);
  return retrieve({ secret });
}

// What the page around says. ----------------------------------------------------------------------

async function begin({ key, locale, appearance, secret }) {
  told.key = key;
  look({ locale, appearance });
  if (!secret) return;
  const { intent, error } = await retrieve({ secret });
  const over = ["succeeded", "canceled", "processing"].includes(intent?.status);
  const terminal = { type: "invalid_request_error", message: words().terminal };
  if (error || over) tell({ happened: "loaderror", error: error ?? terminal });
  else tell({ happened: "ready" });
}

const ASKED = {
  begin, look, submit, retrieve, confirm, giveUp,
  focus: () => fieldOf(NAMES.find((name) => wrongWith(name)) ?? NAMES[0]).focus(),
};

addEventListener("message", async ({ source, origin, data }) => {
  if (source !== parent || origin !== PAGE || !Object.hasOwn(ASKED, data?.ask)) return;
  const answer = await ASKED[data.ask](data);
  if (data.id) tell({ answers: data.id, answer });
});

if (parent !== window && PAGE) {
  look({});
  new ResizeObserver(([{ borderBoxSize: [box] }]) => {
    tell({ happened: "height", height: Math.ceil(box.blockSize) });
  }).observe(document.querySelector("main"));
  tell({ happened: "open" });
}
