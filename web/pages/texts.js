// The texts of the pages themselves; those of the elements are in `lib/texts.js`.

const en = {
  "pages": "Pages", "language": "Language", "colours": "Colours", "theme-auto": "Automatic", "theme-light": "Light", "theme-dark": "Dark",
  "sign-in": "Sign in", "sign-out": "Sign out", "skip": "Skip to the content",
  "page-demo": "Practice app", "page-pricing": "Pricing", "page-usage": "Usage", "page-dashboard": "Dashboard", "page-billing": "Billing",
  "foot": "Credits, limits and entitlements by Tallystick.",
  "pricing-lead": "Pay once for what you need, or subscribe. What you bought does not expire unless it says so.",
  "usage-lead": "What your plan allows, what of it you used, and when it begins anew.",
  "dashboard-lead": "What is left, what you bought, and what became of it.",
  "dashboard-left": "What is left", "dashboard-history": "History",
  "billing-lead": "Payment methods and invoices; for an organisation also its pool, its members and what it buys for them.",
  "success": "Your payment", "success-lead": "This page follows the payment until what you bought is there.",
  "success-back": "Back to where you were", "success-dashboard": "Open the dashboard",
  "cancelled": "Nothing was paid", "cancelled-lead": "You left the payment page. No money moved, and the order can be gone on with for a day.",
  "cancelled-again": "See the prices again", "cancelled-open": "Go on with an order",

  // The practice app.
  "demo-lead": "A small product that sells interviews. Everything behind a lock is asked of Tallystick; buy with the test card 4242 4242 4242 4242 and watch it open.",
  "demo-interview": "Mock interview", "demo-interview-lead": "One session is one credit, drawn when you finish. Asking twice draws once.",
  "demo-start": "Start an interview", "demo-next": "Next question", "demo-finish": "Finish", "demo-finished": "Finished: one credit was used.",
  "demo-left": "{n} left.",
  "demo-generator": "Question generator", "demo-generator-lead": "Bought for one use; it locks again after it.",
  "demo-topic": "Topic", "demo-generate": "Generate three questions",
  "demo-questions": "Your questions and answers", "demo-question": "Question", "demo-answer": "Answer",
  "demo-save": "Save", "demo-delete": "Delete", "demo-add": "Add",
};

const ko = {
  "pages": "페이지", "language": "언어", "colours": "색상", "theme-auto": "자동", "theme-light": "밝게", "theme-dark": "어둡게",
  "sign-in": "로그인", "sign-out": "로그아웃", "skip": "본문으로 건너뛰기",
  "page-demo": "연습 앱", "page-pricing": "요금", "page-usage": "사용량", "page-dashboard": "대시보드", "page-billing": "결제 관리",
  "foot": "크레딧, 한도, 이용 권한은 Tallystick이 관리합니다.",
  "pricing-lead": "필요한 만큼 한 번만 결제하거나 구독하세요. 따로 표시하지 않은 상품은 만료되지 않습니다.",
  "usage-lead": "요금제의 한도와 사용한 양, 그리고 초기화되는 시점입니다.",
  "dashboard-lead": "남은 양과 구매한 상품, 그 이후의 내역입니다.",
  "dashboard-left": "남은 양", "dashboard-history": "내역",
  "billing-lead": "결제 수단과 청구서입니다. 기관은 공용 크레딧과 구성원, 구매도 관리할 수 있습니다.",
  "success": "결제 결과", "success-lead": "구매한 상품이 추가될 때까지 이 페이지가 확인합니다.",
  "success-back": "이전 화면으로 돌아가기", "success-dashboard": "대시보드 열기",
  "cancelled": "결제되지 않았습니다", "cancelled-lead": "결제 페이지에서 나왔습니다. 청구된 금액은 없으며, 주문은 하루 동안 이어서 결제할 수 있습니다.",
  "cancelled-again": "요금 다시 보기", "cancelled-open": "주문 이어서 결제하기",

  "demo-lead": "면접 연습을 판매하는 작은 서비스입니다. 잠긴 기능은 모두 Tallystick에 확인합니다. 테스트 카드 4242 4242 4242 4242로 결제하고 열리는 것을 확인하세요.",
  "demo-interview": "모의 면접", "demo-interview-lead": "한 번에 크레딧 하나이며 끝낼 때 차감됩니다. 두 번 요청해도 한 번만 차감됩니다.",
  "demo-start": "면접 시작", "demo-next": "다음 질문", "demo-finish": "끝내기", "demo-finished": "끝났습니다. 크레딧 하나를 사용했습니다.",
  "demo-left": "{n}개 남음.",
  "demo-generator": "질문 생성기", "demo-generator-lead": "한 번 사용할 수 있으며 사용 후 다시 잠깁니다.",
  "demo-topic": "주제", "demo-generate": "질문 세 개 만들기",
  "demo-questions": "질문과 답변", "demo-question": "질문", "demo-answer": "답변",
  "demo-save": "저장", "demo-delete": "삭제", "demo-add": "추가",
};

export const texts = { en, ko };
