// Signs people in at an OIDC provider: authorization code with PKCE (RFC 7636), as a public client.
// Tokens live in this module and nowhere else; a page that is loaded anew asks the provider again,
// which remembers who is there and answers without a word.

const HERE = location.origin + location.pathname;
const WAS_HERE = "tally-signed-in";
const UNDER_WAY = "tally-sign-in";

let config = null;
let held = null;

/** The configuration of the pages, `/config.json`. */
export const configuration = () => (config ??= fetch("/config.json").then((answer) => answer.json()));

let provider = null;
async function endpoints() {
  const { issuer } = await configuration();
  provider ??= fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`)
    .then((answer) => answer.json());
  return provider;
}

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Goes to the provider and comes back to this page. */
export async function signIn({ silent = false } = {}) {
  const [{ authorization_endpoint }, settings] = await Promise.all([endpoints(), configuration()]);
  const verifier = random(), state = random(), nonce = random();
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  // None of these opens anything by itself.
  sessionStorage.setItem(UNDER_WAY, JSON.stringify({ verifier, state, nonce, query: location.search, hash: location.hash }));
  const asked = {
    response_type: "code", client_id: settings.client_id, redirect_uri: HERE, scope: settings.scope, state, nonce,
    code_challenge: challenge, code_challenge_method: "S256",
    ...(settings.audience && { audience: settings.audience }), ...(silent && { prompt: "none" }),
  };
  location.assign(`${authorization_endpoint}?${new URLSearchParams(asked)}`);
  // The page is about to be left.
  await new Promise(() => {});
}

/** Who is there, before anything asks: comes back from the provider, or asks it whether it still knows. */
export async function begin() {
  const query = new URLSearchParams(location.search);
  const begun = JSON.parse(sessionStorage.getItem(UNDER_WAY) || "null");
  if (begun && query.get("state") === begun.state) {
    sessionStorage.removeItem(UNDER_WAY);
    history.replaceState(null, "", location.pathname + begun.query + begun.hash);
    const code = query.get("code");
    if (code) await redeem({ grant_type: "authorization_code", code, redirect_uri: HERE, code_verifier: begun.verifier }, begun.nonce);
    else sessionStorage.removeItem(WAS_HERE);
    return;
  }
  if (sessionStorage.getItem(WAS_HERE)) await signIn({ silent: true });
}

async function redeem(form, nonce) {
  const [{ token_endpoint }, settings] = await Promise.all([endpoints(), configuration()]);
  const body = new URLSearchParams({ client_id: settings.client_id, ...form });
  const answer = await fetch(token_endpoint, { method: "POST", body });
  held = null;
  if (!answer.ok) {
    sessionStorage.removeItem(WAS_HERE);
    return;
  }
  const told = await answer.json();
  if (nonce && claimsOf(told.id_token).nonce !== nonce) return;
  held = { ...told, token: told[settings.token] };
  sessionStorage.setItem(WAS_HERE, "yes");
}

/** The token for the API; nothing where nobody is signed in. */
export async function token({ refused } = {}) {
  if (refused && held) {
    const { refresh_token } = held;
    held = null;
    if (refresh_token) await redeem({ grant_type: "refresh_token", refresh_token });
  }
  return held?.token ?? null;
}

/** Forgets who is there, at the provider too. */
export async function signOut() {
  const { id_token } = held ?? {};
  held = null;
  sessionStorage.removeItem(WAS_HERE);
  const { end_session_endpoint } = await endpoints();
  const { client_id } = await configuration();
  const back = { client_id, post_logout_redirect_uri: HERE, ...(id_token && { id_token_hint: id_token }) };
  location.assign(end_session_endpoint ? `${end_session_endpoint}?${new URLSearchParams(back)}` : HERE);
}

function claimsOf(token) {
  const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (it) => it.charCodeAt(0))));
}

const within = (claims, path) => path?.split(".").reduce((value, name) => value?.[name], claims);

/** Who is signed in, for the eye: the API goes by the token itself. */
export async function person() {
  if (!held) return null;
  const settings = await configuration();
  const claims = claimsOf(held.token);
  return {
    name: claims.name || claims.email || claims.sub,
    organisation: within(claims, settings.organisation_claim) ?? null,
  };
}
