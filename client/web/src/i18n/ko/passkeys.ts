import type { passkeys as english, passkeyProblems as englishProblems } from "../en/passkeys";

export const passkeys: typeof english = {
  kind: "패스키",
  add: "패스키 추가하기",
  title: "패스키 추가하기",
  body: "패스키는 이 기기나 보안 키, 비밀번호 관리자에 저장되고, 지문이나 얼굴, PIN으로 계정을 열어요. 계정 이름과 비밀번호는 필요 없어요. 계정의 키도 새로 만들어요.",
  steps:
    "브라우저가 두세 번 물어봐요. 패스키로 계정이 열리는지 AUTUS가 확인한 뒤부터 쓸 수 있어요.",
  name: "패스키 이름",
  busy: "패스키를 기다리는 중…",
  added: "이제 패스키로 계정을 열 수 있어요.",
  remove: "없애기",
  removeOf: "{{name}} 패스키 없애기",
  removeTitle: "{{name}} 패스키를 없앨까요?",
  removeBody:
    "이 패스키로는 더 이상 계정을 열 수 없고, 계정의 키를 새로 만들어요. 패스키는 저장된 곳에 남아 있고, 거기서 지울 수 있어요.",
  removed: "패스키를 없앴어요.",
  login: "패스키로 로그인하기",
  use: "패스키 쓰기",
  former: "예전에 계정에 들어가던 방법",
  formerFrom: "{{added}}에 설정하고 {{removed}}에 {{name}}에서 없앴어요.",
  formerThen: "{{added}}에 설정하고 {{removed}}에 없앴어요.",
  codeRemoveBody: "이 코드로는 더 이상 계정을 열 수 없고, 계정의 키를 새로 만들어요.",
};

export const passkeyProblems: typeof englishProblems = {
  PASSKEY_NO_KEY: {
    what: "이 패스키에서는 AUTUS가 쓸 수 있는 키가 나오지 않아요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "비밀번호나 다른 패스키를 쓸 수 있어요. 키를 만드는 확장 기능(PRF)이 없는 브라우저와 보안 키도 있어요.",
  },
  PASSKEY_CANCELLED: {
    what: "패스키가 응답하지 않았어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다시 시도할 수 있어요. 요청이 취소됐는지 패스키가 없는지는 브라우저가 알려 주지 않아요.",
  },
  PASSKEY_KNOWN: {
    what: "이 기기나 보안 키의 패스키가 계정에 이미 있어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다른 기기나 보안 키를 추가할 수 있어요.",
  },
  PASSKEY_UNAVAILABLE: {
    what: "이 브라우저에서는 패스키를 쓸 수 없어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "비밀번호를 쓸 수 있어요. 패스키는 https나 localhost에서, 패스키를 지원하는 브라우저에서만 쓸 수 있어요.",
  },
  PASSKEY_REFUSED: {
    what: "서버가 이 패스키를 받아들이지 않았어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다른 패스키를 추가할 수 있어요.",
  },
  WRONG_PASSKEY: {
    what: "이 패스키로는 계정을 열 수 없어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다른 패스키나 비밀번호를 쓸 수 있어요.",
  },
  NO_PASSKEY: {
    what: "계정에 이 패스키가 없어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다른 기기에서 없앴을 수 있어요.",
  },
  BAD_PASSKEY_NAME: {
    what: "패스키 이름은 1자 이상 64자 이하여야 해요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다른 이름을 입력할 수 있어요.",
  },
  TOO_MANY_WAYS: {
    what: "계정에 들어가는 방법은 16개까지 둘 수 있어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "먼저 패스키 하나를 없앨 수 있어요.",
  },
  CHALLENGE_EXPIRED: {
    what: "패스키의 응답이 이미 쓰였거나 5분이 넘어서 왔어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "패스키를 다시 쓸 수 있어요.",
  },
};
