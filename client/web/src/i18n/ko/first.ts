/** 첫 페이지와 계정 이름 규칙. */
export const first = {
  start: {
    engine: "엔진을 내려받는 중",
    bytes: "엔진을 내려받고 있어요: {{total}}MB 중 {{done}}MB. 한 번 받으면 이 기기에 남아요.",
    goalWaits: "엔진이 준비되면 바로 시작해요.",
    demoWaits: "엔진이 준비되면 예시를 바로 열어요.",
    otherDevice: "다른 기기에서 AUTUS를 쓰고 있나요?",
  },
  accountName: {
    rule: "1자부터 {{n}}자까지예요. 한글, 영문, 숫자, 기호, 띄어쓰기를 모두 쓸 수 있고 대문자와 소문자를 구분하지 않아요.",
    long: "이름이 {{n}}자보다 길어요.",
    character: "이름에 쓸 수 없는 문자가 있어요: {{character}}",
    taken: "이미 있는 계정 이름이에요. 다른 이름을 쓰거나, 내 계정이면 로그인하세요.",
    confusable: "다른 계정 이름과 구별하기 어려운 이름이에요. 다른 이름을 써 주세요.",
  },
};
