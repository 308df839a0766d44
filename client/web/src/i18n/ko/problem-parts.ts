/** 코드마다: 무슨 일인지, 무엇이 안전한지, 무엇을 할 수 있는지. */
export const KEPT = "이 기기의 커밋은 모두 그대로예요.";
export const DRAFT = "초안과 입력한 글은 그대로예요.";
export const SERVER_AGAIN =
  "다시 동기화할 수 있어요. 같은 코드가 계속 나오면 서버 운영자에게 알려 주세요.";
export const OTHER_COPY = "이 기기에서는 계속 쓸 수 있어요. 자세한 내용은 아래 상세 정보에 있어요.";
export const CONTROL = "다른 값을 입력할 수 있어요. 범위는 상세 정보에 있어요.";
export const UNTOUCHED = "이 브라우저에 저장된 데이터는 그대로예요.";
export const RELOAD = "페이지를 새로고침하면 엔진이 다시 시작돼요.";

export const stopped = {
  what: "엔진이 멈췄어요.",
  safe: "커밋은 모두 저장되어 있어요.",
  next: RELOAD,
};
export const mixed = {
  what: "앱의 일부 버전이 서로 달라요.",
  safe: KEPT,
  next: RELOAD,
};
export const entry = (what: string, safe: string, next: string) => ({ what, safe, next });
export const rejected = (what: string) => entry(what, KEPT, SERVER_AGAIN);
export const input = (what: string) => entry(what, DRAFT, CONTROL);

export const labels = { what: "무슨 일인가요?", safe: "데이터 상태", next: "할 수 있는 것" };

export const unknown = entry("요청이 거부됐어요.", KEPT, "이유는 아래 코드와 상세 정보에 있어요.");
