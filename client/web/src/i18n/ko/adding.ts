import type { adding as english, addingProblems as englishProblems } from "../en/adding";

export const adding: typeof english = {
  joinBody:
    "로그인한 기기에서 ‘기기 → 기기 추가’를 열고, 카메라로 이 QR 코드를 읽거나 아래 코드를 붙여 넣으세요.",
  joinNeeds: "비밀번호는 그 기기에서 입력해요. 여기서는 입력하지 않아요.",
  name: "이 기기의 이름: {{name}}",
  qr: "다른 기기가 이 기기를 추가할 때 읽는 QR 코드",
  digits: "다른 기기에도 같은 숫자가 나와요",
  text: "코드 텍스트",
  copy: "코드 복사",
  copied: "코드를 복사했어요.",
  waiting: "다른 기기를 기다리고 있어요…",
  waitingOffline: "서버에 연결할 수 없어요. 계속 확인하고 있어요.",
  expired: "코드가 만료됐어요. 코드는 5분 동안 쓸 수 있어요.",
  again: "새 코드 표시",
  back: "로그인으로 돌아가기",
  arrived: "{{name}} 계정이 도착했어요",
  arrivedBody:
    "내 계정이 아니라면 다른 사람이 코드를 읽은 거예요. ‘연결 안 함’을 누르면 이 기기는 그대로예요.",
  join: "계정에 연결",
  joining: "연결하는 중…",
  decline: "연결 안 함",
  body: "새 기기에서 ‘기기 → 로그인 → 다른 기기에서 이 기기 추가’를 열면 코드가 나와요.",
  camera: "카메라로 QR 코드 읽기",
  cameraStop: "카메라 끄기",
  cameraView: "카메라 화면",
  cameraStarting: "카메라를 켜는 중…",
  cameraLooking: "QR 코드를 찾는 중…",
  cameraRefused:
    "브라우저가 이 페이지의 카메라 사용을 막고 있어요. 브라우저의 사이트 설정에서 바꿀 수 있어요. 코드를 붙여 넣을 수도 있어요.",
  cameraNone: "카메라가 없어요. 코드를 붙여 넣을 수 있어요.",
  cameraBusy: "카메라가 켜지지 않아요. 다른 앱이 쓰고 있을 수 있어요. 코드를 붙여 넣을 수 있어요.",
  cameraOther: "새 기기의 코드가 아닌 QR 코드예요.",
  code: "새 기기의 코드",
  codeHint: "띄어쓰기와 대소문자는 구별하지 않아요.",
  codePart: "코드의 {{part}}번째 묶음이 틀렸어요.",
  codeWhole: "새 기기의 코드 전체가 아니에요.",
  next: "계속",
  confirm: "새 기기: {{name}}",
  confirmDigits: "새 기기에 이 숫자가 나와요. 다른 숫자가 나오면 다른 기기의 코드예요.",
  confirmBody: "새 기기는 계정의 키를 받아 모든 목표를 열고 커밋을 추가할 수 있어요.",
  adding: "추가하는 중…",
  otherCode: "다른 코드 읽기",
  sent: "{{name}} 기기를 추가했어요. 그 기기에서 확인하면 연결돼요.",
  joined: "{{name}} 기기가 계정에 연결됐어요.",
  gone: "{{name}} 기기는 목록에 있지만 시간 안에 연결되지 않았어요. 새 코드로 연결할 수 있어요.",
  done: "완료",
  noAccount: "이 브라우저에는 계정이 없어서 기기를 추가할 수 없어요.",
};

/** The refusals that only these pages show. */
export const addingProblems: typeof englishProblems = {
  BAD_DEVICE_CODE: {
    what: "새 기기의 코드가 아니에요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다시 읽거나 입력할 수 있어요. 틀린 묶음은 상세 정보에 있어요.",
  },
  OTHER_SERVER: {
    what: "다른 서버 주소를 쓰는 기기의 코드예요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "두 기기에서 같은 주소로 앱을 열어야 해요.",
  },
  CODE_EXPIRED: {
    what: "코드가 만료됐어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "새 코드를 표시할 수 있어요.",
  },
  MAILBOX_USED: {
    what: "이미 사용한 코드예요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "새 기기가 아직 연결되지 않았다면 새 코드를 표시할 수 있어요.",
  },
  MESSAGE_NOT_OPENED: {
    what: "이 코드에 맞지 않는 데이터가 도착했어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "새 코드를 표시할 수 있어요.",
  },
  BAD_TICKET: {
    what: "다른 기기에서 추가한 지 너무 오래됐거나 그 뒤에 로그인 방법이 바뀌었어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "새 코드를 표시할 수 있어요.",
  },
};
