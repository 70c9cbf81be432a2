// What the card's frame says, in the languages it knows.

export const WORDS = {
  en: {
    title: "Card",
    number: "Card number",
    expiry: "Expiry (MM / YY)",
    cvc: "Security code (CVC)",
    hint: "No money moves here. 4242 4242 4242 4242 pays; 4000 0000 0000 0002 is declined; 4000 0025 0000 3155 asks the card holder.",
    incomplete_number: "Your card number is incomplete.",
    invalid_number: "Your card number is invalid.",
    incomplete_expiry: "Your card's expiration date is incomplete.",
    invalid_expiry_month: "Your card's expiration month is invalid.",
    incomplete_cvc: "Your card's security code is incomplete.",
    api_connection_error: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.",
    terminal: "This intent is in a terminal state and cannot be used to initialize Elements.",
  },
  ko: {
    title: "카드",
    number: "카드 번호",
    expiry: "만료일 (월 / 연도)",
    cvc: "보안 코드 (CVC)",
    hint: "여기서는 돈이 오가지 않습니다. 4242 4242 4242 4242는 결제되고, 4000 0000 0000 0002는 거절되며, 4000 0025 0000 3155는 카드 소유자에게 확인을 요청합니다.",
    incomplete_number: "카드 번호가 불완전합니다.",
    invalid_number: "카드 번호가 유효하지 않습니다.",
    incomplete_expiry: "카드 만료일이 불완전합니다.",
    invalid_expiry_month: "카드 만료 월이 유효하지 않습니다.",
    incomplete_cvc: "카드 보안 코드가 불완전합니다.",
    api_connection_error: "결제 서비스에 연결할 수 없습니다. 인터넷 연결을 확인한 후 다시 시도해 주세요.",
    terminal: "이 결제는 이미 끝났으므로 카드를 입력할 수 없습니다.",
  },
};

/** What the API says in English only, by its `decline_code` or `code`. */
export const API_WORDS = {
  ko: {
    insufficient_funds: "카드 잔액이 부족합니다.",
    card_declined: "카드 결제가 거절되었습니다.",
    expired_card: "카드가 만료되었습니다.",
    incorrect_cvc: "카드 보안 코드가 올바르지 않습니다.",
    incorrect_number: "카드 번호가 유효하지 않습니다.",
    invalid_expiry_month: "카드 만료 월이 유효하지 않습니다.",
    invalid_expiry_year: "카드 만료 연도가 유효하지 않습니다.",
    invalid_cvc: "카드 보안 코드가 유효하지 않습니다.",
    processing_error: "카드를 처리하는 중에 오류가 발생했습니다. 잠시 후 다시 시도해 주세요.",
    payment_intent_authentication_failure: "결제 수단을 인증할 수 없습니다. 다른 결제 수단으로 다시 시도해 주세요.",
    setup_intent_authentication_failure: "결제 수단을 인증할 수 없습니다. 다른 결제 수단으로 다시 시도해 주세요.",
  },
};
