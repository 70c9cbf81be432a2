// A frame of the fake's own, in which the card and every request are, and what all parts of Stripe.js share.

const HOME = new URL(document.currentScript.src);
// A frame says that it is there while it loads; who has loaded and not said so is an error's page.
const FRAME_MS = 3000;
const WORDS = {
  en: { fields: "Secure payment input frame", asks: "Confirm that it is you", close: "Close" },
  ko: { fields: "보안 결제 입력 프레임", asks: "본인 확인", close: "닫기" },
};
const KINDS = {
  payment: { prefix: "pi_", object: "payment_intent", name: "paymentIntent", error: "last_payment_error" },
  setup: { prefix: "seti_", object: "setup_intent", name: "setupIntent", error: "last_setup_error" },
};

class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = "IntegrationError";
  }
}
const refuse = (message) => {
  throw new IntegrationError(message);
};

const AWAY = {
  error: {
    type: "api_connection_error",
    message: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.",
  },
};

const languageOf = (locale) => {
  const wanted = !locale || locale === "auto" ? navigator.language : locale;
  return String(wanted).toLowerCase().startsWith("ko") ? "ko" : "en";
};

function kindOf(secret, call) {
  const kind = Object.values(KINDS).find(({ prefix }) => String(secret).startsWith(prefix));
  if (kind && /^[a-z]+_\w+_secret_\w+$/.test(secret)) return kind;
  return refuse(`Invalid value for ${call}: clientSecret should be a client secret of the form \${id}_secret_\${secret}. You specified: ${secret}.`);
}

class Frame {
  #asked = 0;
  #closed = false;
  #waiting = new Map();
  #open;
  #isOpen;

  /** `told` is what the frame begins with; `heard` is called with what happens in it. */
  constructor(title, told, heard) {
    this.#open = new Promise((open) => { this.#isOpen = open; });
    this.node = document.createElement("iframe");
    this.node.src = new URL(`card#${location.origin}`, HOME).href;
    this.node.title = title;
    const look = { border: "0", width: "100%", height: "0", display: "block", margin: "0" };
    for (const [name, value] of Object.entries(look)) {
      this.node.style.setProperty(name, value);
    }
    this.node.addEventListener("load", () => setTimeout(() => this.#isOpen(false), FRAME_MS));
    this.listen = (event) => {
      if (event.source !== this.node.contentWindow || event.origin !== HOME.origin) return;
      const { answers, happened, answer } = event.data ?? {};
      if (happened === "open") {
        this.#isOpen(true);
        this.#post({ ask: "begin", ...told });
      } else if (happened) {
        heard(happened, event.data);
      } else if (this.#waiting.has(answers)) {
        this.#waiting.get(answers)(answer);
        this.#waiting.delete(answers);
      }
    };
    addEventListener("message", this.listen);
    this.#open.then((open) => open || heard("loaderror", AWAY));
  }

  #post(message) {
    this.node.contentWindow?.postMessage(message, HOME.origin);
  }

  async ask(ask, told = {}) {
    if (!(await this.#open) || this.#closed) return AWAY;
    return new Promise((answered) => {
      this.#asked += 1;
      this.#waiting.set(this.#asked, answered);
      this.#post({ ...told, ask, id: this.#asked });
    });
  }

  /** Who still waits for an answer will get none. */
  close() {
    this.#closed = true;
    removeEventListener("message", this.listen);
    this.node.remove();
    for (const answered of this.#waiting.values()) answered(AWAY);
    this.#isOpen(true);
  }
}
