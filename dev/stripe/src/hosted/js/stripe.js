// What `window.Stripe` is: confirms, and looks again, in the shapes of Stripe's own.

const POLL_MS = 500;
const OVER = ["succeeded", "processing", "requires_capture", "canceled"];

/** What a frame said of an intent, as Stripe.js says it. */
function spoken(kind, { error, intent }) {
  return error ? { error } : { [kind.name]: intent };
}

/** Where an intent stands when nobody is asked any more: it went through, or there is a reason. */
function outcome(kind, answer) {
  const { intent } = answer;
  if (!intent || OVER.includes(intent.status)) return answer;
  const error = intent[kind.error];
  return error ? { error: { ...error, [kind.object]: intent } } : answer;
}

/** Whether the bank still asks; a network that is away for a moment does not end it. */
function waits({ intent, error }) {
  return error ? error.type === "api_connection_error" : intent.status === "requires_action";
}

/** Lets the bank ask where it wants to, and waits until the intent has moved. */
async function asked(kind, answer, { secret, ask, words }) {
  const page = answer.intent?.next_action?.use_stripe_sdk?.stripe_js;
  if (answer.intent?.status !== "requires_action" || !page) return answer;
  let givenUp = false;
  let wake = () => {};
  const hide = showBank(page, words, () => {
    givenUp = true;
    wake();
  });
  let now = answer;
  while (waits(now) && !givenUp) {
    await new Promise((done) => {
      wake = done;
      setTimeout(done, POLL_MS);
    });
    if (!givenUp) now = await ask("retrieve", { secret });
  }
  if (waits(now)) now = await ask("giveUp", { secret, page });
  hide();
  return outcome(kind, now);
}

function checkKey(key) {
  if (typeof key !== "string") refuse(`Invalid value for Stripe(): apiKey should be a string. You specified: ${key}.`);
  if (key === "") refuse("Please call Stripe() with your publishable key. You used an empty string.");
  if (/^[sr]k_/.test(key)) refuse("You should not use your secret key with Stripe.js. Please pass a publishable key instead.");
  if (!key.startsWith("pk_")) refuse("Invalid API Key provided: a publishable key starts with pk_.");
}

function goBack(kind, intent, address) {
  const back = new URL(address);
  back.searchParams.set(kind.object, intent.id);
  back.searchParams.set(`${kind.object}_client_secret`, intent.client_secret);
  back.searchParams.set("redirect_status", intent.status === "succeeded" ? "succeeded" : "pending");
  location.assign(back);
  return new Promise(() => {});
}

window.Stripe = function Stripe(key, own = {}) {
  checkKey(key);
  let hidden = null;
  /** Asks a frame that nobody sees, so that what began goes on when the fields are taken away. */
  const ask = (what, told) => {
    if (!hidden) {
      hidden = new Frame("Stripe", { key, locale: languageOf(own.locale) }, () => {});
      hidden.node.hidden = true;
      hidden.node.style.setProperty("display", "none");
      document.body.append(hidden.node);
    }
    return hidden.ask(what, told);
  };

  async function confirm(kind, call, { elements, clientSecret, confirmParams = {}, redirect = "always" } = {}) {
    const form = elements && (inside.get(elements) ?? refuse(`Invalid value for ${call}: elements should be an Elements instance.`));
    const secret = clientSecret ?? form?.told.secret;
    if (kindOf(secret, call) !== kind) refuse(`Invalid value for ${call}: this client secret is not that of a ${kind.name}.`);
    if (redirect !== "always" && redirect !== "if_required") refuse(`Invalid value for ${call}: redirect should be "always" or "if_required".`);
    if (redirect === "always" && !confirmParams.return_url) refuse(`Invalid value for ${call}: confirmParams.return_url is required where redirect is not "if_required".`);
    const told = { secret, params: confirmParams };
    const answer = await (form ? form.mounted().ask("confirm", { ...told, card: true }) : ask("confirm", told));
    const words = WORDS[form?.told.locale ?? languageOf(own.locale)];
    const done = await asked(kind, answer, { secret, ask, words });
    if (redirect === "always" && done.intent) return goBack(kind, done.intent, confirmParams.return_url);
    return spoken(kind, done);
  }

  async function retrieve(kind, call, secret) {
    if (kindOf(secret, call) !== kind) refuse(`Invalid value for ${call}: this client secret is not that of a ${kind.name}.`);
    return spoken(kind, await ask("retrieve", { secret }));
  }

  return {
    elements: (options) => newElements(key, own, options),
    confirmPayment: (options) => confirm(KINDS.payment, "stripe.confirmPayment()", options),
    confirmSetup: (options) => confirm(KINDS.setup, "stripe.confirmSetup()", options),
    retrievePaymentIntent: (secret) => retrieve(KINDS.payment, "stripe.retrievePaymentIntent()", secret),
    retrieveSetupIntent: (secret) => retrieve(KINDS.setup, "stripe.retrieveSetupIntent()", secret),
  };
};
