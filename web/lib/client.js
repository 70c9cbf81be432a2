// Speaks to the API: tokens, idempotency keys, problems, retries, and the news that something changed.

/** What went wrong, as the API told it (RFC 9457); `status` 0 is a network that is away. */
export class Problem extends Error {
  constructor(status, told = {}) {
    super(told.detail || told.title || told.message || `status ${status}`);
    this.status = status;
    /** The last word of the problem's `type`, such as `insufficient`. */
    this.kind = (told.type || "").split("/").pop() || (status === 0 ? "offline" : "unknown");
    this.title = told.title || "";
    this.offers = told.offers || [];
    this.told = told;
  }
}

const own = new URL("..", import.meta.url).href.replace(/\/$/, "");
const settings = { api: own, token: null, account: "me", stripeJs: "https://js.stripe.com/endive/stripe.js" };

/** Says where the API is and who asks: `token` is a string, or a function that gives one or a promise
 *  of one, and nothing where nobody is signed in. It is called with `{ refused: true }` when the last
 *  one did not hold. */
export function connect(options) {
  for (const [name, value] of Object.entries(options)) if (value !== undefined) settings[name] = value;
  changed({ local: true });
}

/** What was said in `connect`. */
export const setting = (name) => settings[name];

async function bearer(refused) {
  const { token } = settings;
  const given = typeof token === "function" ? await token({ refused }) : token;
  if (!given) throw new Problem(401, { type: "signed-out" });
  return given;
}

const ATTEMPTS = 3;
const MOST_WAIT = 4000;

function wait(response, attempt) {
  const asked = Number(response?.headers.get("retry-after")) * 1000;
  const own = 2 ** attempt * 300 * (0.5 + Math.random());
  return new Promise((done) => setTimeout(done, Math.min(asked || own, MOST_WAIT)));
}

async function once(method, path, { body, key, open, accept }, refused) {
  const headers = {};
  if (!open) headers.authorization = `Bearer ${await bearer(refused)}`;
  if (accept) headers.accept = accept;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key) headers["idempotency-key"] = key;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  return fetch(settings.api + path, { method, headers, body: sent }).catch(() => null);
}

/** Asks and gives the answer. What may be repeated (everything that has a key or changes nothing twice)
 *  is repeated, with the same key, while the API or the network is away for a moment. */
export async function ask(method, path, options = {}) {
  let response = null, refused = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    response = await once(method, path, options, refused);
    if (response?.status === 401 && !options.open && !refused) {
      refused = true;
      continue;
    }
    const passing = !response || response.status === 429 || response.status === 503;
    if (!passing || (method === "POST" && !options.key) || attempt + 1 === ATTEMPTS) break;
    await wait(response, attempt);
  }
  if (!response) throw new Problem(0);
  const text = await response.text();
  if (options.accept && response.ok) return text;
  let told = {};
  try {
    told = text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) throw new Problem(502, { title: "not JSON" });
  }
  if (!response.ok) throw new Problem(response.status, told || {});
  return told;
}

const underWay = new Map();

/** Reads; who asks for the same at the same moment shares one request. */
export function read(path, options = {}) {
  const running = underWay.get(path);
  if (running) return running;
  const promise = ask("GET", path, options).finally(() => {
    if (underWay.get(path) === promise) underWay.delete(path);
  });
  underWay.set(path, promise);
  return promise;
}

let catalog = null;

/** The catalog, read once. */
export function readCatalog() {
  catalog ??= read("/v1/catalog", { open: true }).catch((problem) => {
    catalog = null;
    throw problem;
  });
  return catalog;
}

/** A feature's name for people, and that of a pack or plan; what the catalog has no more is told by its id. */
export const nameOf = ({ features }, id) => features.find((it) => it.id === id)?.name ?? id;
export const soldAs = ({ packs, plans }, { pack, plan }) =>
  [...packs, ...plans].find((it) => it.id === (pack ?? plan))?.name ?? pack ?? plan;

/** `/v1/accounts/{account}` and what follows. */
export const of = (account, rest = "") => `/v1/accounts/${encodeURIComponent(account)}${rest}`;

/** A name for one thing that is to happen once, however often it is asked for. */
export const newKey = () => crypto.randomUUID();

const keys = new Map();

/** The same for an order: who clicks again, because nothing seemed to happen, asks for the same thing under
 *  the same key, until it is forgotten. */
export function keyOf(order) {
  if (!keys.has(order)) keys.set(order, newKey());
  return keys.get(order);
}

export const forgetKey = (order) => keys.delete(order);

// News. -------------------------------------------------------------------------------------------

const listeners = new Set();
const others = typeof BroadcastChannel === "function" ? new BroadcastChannel("tallystick") : null;
let lookedAt = Date.now();

function tell(news) {
  lookedAt = Date.now();
  // What was asked before the change does not show it.
  underWay.clear();
  for (const listener of [...listeners]) listener(news);
}

/** Says that an account may have changed: elements look again, in other tabs of this origin too. */
export function changed(news = {}) {
  tell(news);
  if (!news.local) others?.postMessage({});
}

/** Calls `listener` on every such news, and when somebody comes back to the page or the network does. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

others?.addEventListener("message", () => tell({ local: true }));
addEventListener("online", () => tell({ local: true }));
addEventListener("pageshow", (event) => event.persisted && tell({ local: true }));
document.addEventListener("visibilitychange", () => {
  const old = Date.now() - lookedAt > 5000;
  if (document.visibilityState === "visible" && old) tell({ local: true });
});
