/** 코드마다: 무슨 일인지, 무엇이 안전한지, 무엇을 할 수 있는지. */
export const KEPT = "이 기기에서 커밋한 내용은 모두 그대로 있어요.";
export const DRAFT = "초안과 적어 둔 말은 그대로 남아 있어요.";
export const SERVER_AGAIN =
  "동기화를 다시 시도할 수 있어요. 같은 코드가 계속 나오면 서버 운영자에게 알려 주세요.";
export const OTHER_COPY =
  "이 기기에서는 계속 작업할 수 있어요. 발견한 내용은 아래 상세 정보에 있어요.";
export const CONTROL = "다른 값을 넣을 수 있어요. 범위는 상세 정보에 있어요.";
export const UNTOUCHED = "이 브라우저에 저장된 것은 그대로예요.";
export const RELOAD = "페이지를 새로 고치면 엔진이 다시 시작돼요.";

export const stopped = {
  what: "엔진이 멈췄어요.",
  safe: "커밋한 내용은 모두 저장되어 있어요.",
  next: RELOAD,
};
export const mixed = {
  what: "프로그램의 두 부분이 서로 맞지 않아요.",
  safe: KEPT,
  next: RELOAD,
};
export const entry = (what: string, safe: string, next: string) => ({ what, safe, next });
export const rejected = (what: string) => entry(what, KEPT, SERVER_AGAIN);
export const input = (what: string) => entry(what, DRAFT, CONTROL);

export const labels = { what: "무슨 일이 있었나요", safe: "안전한 것", next: "할 수 있는 것" };

export const unknown = entry(
  "아직 설명이 없는 이유로 거절됐어요.",
  KEPT,
  "아래 코드와 상세 정보에 이유가 적혀 있어요.",
);
