// Numbers, money and moments as people of a language write them.

/** The language of a node: its own `lang` or its page's; what we have no texts for is English. */
export function languageOf(node) {
  const said = node.closest?.("[lang]")?.lang || hostOf(node)?.closest("[lang]")?.lang;
  return (said || document.documentElement.lang || navigator.language || "en").toLowerCase().startsWith("ko")
    ? "ko" : "en";
}

const hostOf = (node) => (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null);

/** The reader's own variant of that language, for dates and numbers. */
export function localeOf(language) {
  return navigator.languages.find((it) => it.toLowerCase().startsWith(language)) || language;
}

// Stripe counts these in hundredths although nobody pays with them.
// https://docs.stripe.com/currencies#special-cases
const HUNDREDTHS = new Set(["isk", "ugx"]);

function digits(currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits;
}

/** What there is of some short texts, on one line. */
export const joined = (...texts) => texts.filter(Boolean).join(" · ");

/** Writes for one language. */
export class Format {
  constructor(language) {
    this.locale = localeOf(language);
  }

  number(value) {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  percent(hundredths) {
    return new Intl.NumberFormat(this.locale, { style: "percent" }).format(hundredths / 100);
  }

  /** `minor` may have decimals, as the price of one unit has. */
  money(minor, currency) {
    const own = digits(currency), scale = HUNDREDTHS.has(currency) ? 2 : own;
    const value = Number(minor) / 10 ** scale;
    const exact = Number.isInteger(Number(minor));
    const most = exact ? undefined : Math.min(own + 2, 20);
    const whole = exact && Number.isInteger(value) ? 0 : undefined;
    return new Intl.NumberFormat(this.locale, {
      style: "currency", currency, maximumFractionDigits: most, minimumFractionDigits: exact ? whole : own,
    }).format(value);
  }

  date(at) {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium" }).format(new Date(at));
  }

  moment(at) {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  }

  /** A day that is written `2026-11-28`, whatever the reader's zone. */
  day(day) {
    return new Intl.DateTimeFormat(this.locale, { month: "short", day: "numeric", timeZone: "UTC" })
      .format(new Date(`${day}T00:00:00Z`));
  }
}
