// The three fields of a card: how they are written, and what is wrong with what they say.

const digitsOf = (text) => text.replace(/\D/g, "");
const isAmex = (digits) => /^3[47]/.test(digits);

/** As many digits as a card of this kind has. */
function lengthOf(digits) {
  if (isAmex(digits)) return 15;
  return /^3[068]/.test(digits) ? 14 : 16;
}

function groups(digits) {
  const number = digits.slice(0, 19);
  if (!isAmex(number)) return number.replace(/(\d{4})(?=\d)/g, "$1 ");
  return [number.slice(0, 4), number.slice(4, 10), number.slice(10, 15)].filter(Boolean).join(" ");
}

function monthAndYear(digits) {
  const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits;
  const year = padded.slice(2).replace(/^20(?=\d\d)/, "").slice(0, 2);
  return padded.length < 3 ? padded : `${padded.slice(0, 2)} / ${year}`;
}

/** Whether the check digit is right (Luhn). */
function checks(digits) {
  const sum = [...digits].reverse().reduce((sum, digit, place) => {
    const counted = place % 2 ? digit * 2 : Number(digit);
    return sum + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}

const WRITTEN = { number: groups, expiry: monthAndYear, cvc: (digits) => digits.slice(0, 4) };

const WRONG = {
  number(digits) {
    if (digits.length < lengthOf(digits)) return "incomplete_number";
    return checks(digits) ? null : "invalid_number";
  },
  expiry(digits) {
    if (digits.length < 4) return "incomplete_expiry";
    const month = Number(digits.slice(0, 2));
    return month >= 1 && month <= 12 ? null : "invalid_expiry_month";
  },
  cvc: (digits, number) => (digits.length < (isAmex(number) ? 4 : 3) ? "incomplete_cvc" : null),
};

export const NAMES = Object.keys(WRITTEN);
export const fieldOf = (name) => document.getElementById(name);
const typed = (name) => digitsOf(fieldOf(name).value);

/** Writes a field as a card is written, and leaves the caret behind the digit it was behind. */
export function write(name) {
  const field = fieldOf(name);
  const atEnd = field.selectionStart === field.value.length;
  const before = digitsOf(field.value.slice(0, field.selectionStart)).length;
  field.value = WRITTEN[name](digitsOf(field.value));
  if (atEnd) return;
  let place = 0;
  for (let seen = 0; place < field.value.length && seen < before; place += 1) {
    if (/\d/.test(field.value[place])) seen += 1;
  }
  field.setSelectionRange(place, place);
}

/** The code of what is wrong with a field, or null. */
export const wrongWith = (name) => WRONG[name](typed(name), typed("number"));

export const isEmpty = () => NAMES.every((name) => typed(name) === "");

/** The card, as the API takes it. */
export function card() {
  const expiry = typed("expiry");
  return { number: typed("number"), exp_month: expiry.slice(0, 2), exp_year: expiry.slice(2, 4), cvc: typed("cvc") };
}
