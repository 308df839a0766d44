/** 이 기기의 잠금. 잠금 페이지와 함께 불러온다. */
import type { lock as en, lockProblems as english } from "../en/lock";
import type { Texts } from "../texts";

export const lock: Texts<typeof en> = {
  heading: "기기 잠금",
  about:
    "잠금을 켜면 이 브라우저에 저장된 내용이 계정에 들어가는 방법이나 PIN으로만 열리는 키로 암호화돼요. 잠긴 동안에는 동기화하지 않고 목표도 보이지 않아요.",
  needsAccount: "잠금은 계정에 들어가는 방법으로 열어요. 이 기기에는 계정이 없어요.",
  toAccount: "기기 페이지로 가기",
  turnOn: "켜기…",
  turnOff: "끄기",
  now: "지금 잠그기",
  turnedOn: "잠금이 켜졌어요.",
  turnedOff: "잠금이 꺼졌어요.",
  changed: "잠금 설정을 바꿨어요.",
  onTitle: "잠금 켜기",
  onMeans:
    "계정에 들어가는 방법을 모두 잃으면 이 기기를 열 수 없어요. 동기화한 내용은 다른 기기에서 로그인하면 다시 볼 수 있고, 동기화하지 않은 내용은 사라져요.",
  onRemains:
    "계정 이름, 개수, 시각은 이 브라우저의 파일에 읽을 수 있게 남아요. 잠금을 켜기 전의 내용도 남아 있을 수 있어요.",
  confirm: "켜기",
  busy: "암호화하는 중…",
  idle: "자동으로 잠그기",
  never: "안 함",
  minutes: "{{n}}분 뒤",
  onClose: "마지막 탭을 닫으면 잠그기",
  onCloseOn: "탭이 하나일 때는 새로고침해도 잠겨요.",
  onCloseOff:
    "잠그기 전에는 키가 이 브라우저에 있어서, 닫은 탭을 다시 열 때 비밀번호가 필요 없어요.",
  off: "잠금이 꺼져 있어요.",
  pin: "PIN",
  noPin: "PIN이 없어요.",
  hasPin: "PIN으로 이 기기를 열 수 있어요.",
  setPin: "PIN 만들기…",
  replacePin: "PIN 바꾸기…",
  removePin: "PIN 지우기",
  pinTitle: "이 기기의 PIN",
  pinMeans:
    "PIN은 이 기기만 열어요. 잇달아 열 번 틀리면 PIN이 지워지고, 그다음에는 계정에 들어가는 방법으로만 열 수 있어요.",
  pinLimits:
    "누군가 이 브라우저의 파일과 키 저장소를 함께 복사하면 모든 PIN을 하나씩 넣어 볼 수 있어서, PIN만으로는 내용이 보호되지 않아요.",
  pinRule: "숫자 {{min}}~{{max}}자리",
  pinAgain: "PIN 다시 입력",
  pinDiffers: "두 PIN이 서로 달라요.",
  savePin: "PIN 정하기",
  pinSet: "PIN을 정했어요.",
  pinRemoved: "PIN을 지웠어요.",
  title: "잠김",
  body: "이 기기는 잠겨 있어요.",
  unlock: "열기",
  unlocking: "여는 중…",
  left: "{{n}}번 더 틀리면 PIN이 지워져요.",
  otherPassword:
    "다른 기기에서 비밀번호를 바꿨다면, 이 기기는 다음에 동기화할 때까지 예전 비밀번호로 열려요.",
  usePin: "PIN으로 열기",
  usePassword: "비밀번호로 열기",
  useCode: "복구 코드로 열기",
  eraseBody:
    "이 기기를 열 방법이 없다면 여기에 저장된 내용을 모두 지울 수 있어요. 동기화한 내용은 서버와 다른 기기에 남고, 동기화하지 않은 내용은 사라져요.",
  erase: "지우기…",
};

export const lockProblems: typeof english = {
  LOCKED: {
    what: "기기가 잠겨 있어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "계정에 들어가는 방법이나 PIN으로 열 수 있어요.",
  },
  LOCK_IS_OFF: {
    what: "이 기기의 잠금이 꺼져 있어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "설정에서 잠금을 켤 수 있어요.",
  },
  LOCK_NEEDS_ACCOUNT: {
    what: "잠금은 계정에 들어가는 방법으로 여는데, 이 기기에는 계정이 없어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "계정을 만들면 잠금을 켤 수 있어요.",
  },
  BAD_PIN: {
    what: "PIN은 숫자 6~32자리예요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다시 입력할 수 있어요.",
  },
  WRONG_PIN: {
    what: "PIN이 맞지 않아요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "다시 입력할 수 있어요.",
  },
  PIN_ERASED: {
    what: "PIN을 열 번 틀려서 PIN이 지워졌어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "계정에 들어가는 방법으로 이 기기를 열 수 있어요.",
  },
  NO_PIN: {
    what: "이 기기에는 PIN이 없어요.",
    safe: "이 기기의 커밋은 모두 그대로예요.",
    next: "계정에 들어가는 방법으로 이 기기를 열 수 있어요.",
  },
};
