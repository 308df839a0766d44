/** 코드마다: 무슨 일인지, 무엇이 안전한지, 무엇을 할 수 있는지. */
import type { Texts } from ".";
import type { problem as english } from "./problems.en";

const KEPT = "이 기기에서 커밋한 내용은 모두 그대로 있어요.";
const DRAFT = "초안과 적어 둔 말은 그대로 남아 있어요.";
const SERVER_AGAIN =
  "동기화를 다시 시도할 수 있어요. 같은 코드가 계속 나오면 서버 운영자에게 알려 주세요.";
const OTHER_COPY = "이 기기에서는 계속 작업할 수 있어요. 발견한 내용은 아래 상세 정보에 있어요.";
const CONTROL = "다른 값을 넣을 수 있어요. 범위는 상세 정보에 있어요.";
const RELOAD = "페이지를 새로 고치면 엔진이 다시 시작돼요.";

const stopped = {
  what: "엔진이 멈췄어요.",
  safe: "커밋한 내용은 모두 저장되어 있어요.",
  next: RELOAD,
};
const mixed = {
  what: "프로그램의 두 부분이 서로 맞지 않아요.",
  safe: KEPT,
  next: RELOAD,
};
const entry = (what: string, safe: string, next: string) => ({ what, safe, next });
const rejected = (what: string) => entry(what, KEPT, SERVER_AGAIN);
const input = (what: string) => entry(what, DRAFT, CONTROL);

export const problem: Texts<typeof english> = {
  labels: { what: "무슨 일이 있었나요", safe: "안전한 것", next: "할 수 있는 것" },
  unknown: entry(
    "아직 설명이 없는 이유로 거절됐어요.",
    KEPT,
    "아래 코드와 상세 정보에 이유가 적혀 있어요.",
  ),

  NO_DRAFT: entry("커밋할 초안이 없어요.", KEPT, "조절기를 하나라도 움직이면 초안이 시작돼요."),
  SIGMA_ABOVE_LIMIT: entry(
    "미리 본 시그마가 한계보다 높아요.",
    DRAFT,
    "SIM의 시그마가 한계 아래로 내려오면 커밋이 열려요.",
  ),
  COMMIT_BLOCKED_BY_RULES: entry(
    "규칙에 따라 이 커밋이 막혔어요.",
    DRAFT,
    "이유는 상세 정보에 있어요. 초안을 바꾸면 열려요.",
  ),
  COMMIT_TOO_LARGE: entry(
    "봉인한 커밋이 256 KiB를 넘어요.",
    DRAFT,
    "메모를 줄이거나 대기 중인 작업을 줄이면 한계 안에 들어와요.",
  ),
  INVALID_PATCH_TYPE: input("값의 형식이 맞지 않아요."),
  INVALID_PATCH_KEY: input("알 수 없는 항목이에요."),
  INVALID_PATCH_RANGE: input("숫자가 범위를 벗어났어요."),
  INVALID_ENUM: input("목록에 없는 선택이에요."),
  INVALID_VECTOR_RANGE: input("기준점 이동이 범위를 벗어났어요."),
  INVALID_PAGE: input("알 수 없는 페이지의 변경이에요."),
  INVALID_NODE_OPERATION: input("노드 작업이 올바르지 않아요."),
  TOO_MANY_OPS: entry(
    "초안 하나에는 작업을 200개까지 담을 수 있어요.",
    DRAFT,
    "커밋하거나 일부를 되돌리면 자리가 생겨요.",
  ),
  INVALID_SESSION_ID: input("목표의 식별자가 올바르지 않아요."),
  INVALID_T_MS: input("시각이 올바르지 않아요."),
  INVALID_LABEL: entry("이름표가 올바르지 않아요.", DRAFT, "이름표는 200자까지예요."),
  INVALID_TEXT: entry(
    "글이 너무 길거나 저장할 수 없는 글자가 있어요.",
    DRAFT,
    "한계는 상세 정보에 있어요.",
  ),
  BAD_CONTEXT: entry(
    "적은 말 가운데 저장할 수 없는 것이 있어요.",
    DRAFT,
    "한계는 상세 정보에 있어요.",
  ),
  INVALID_STATE: entry("저장된 상태가 올바르지 않아요.", KEPT, RELOAD),
  INVALID_DOCUMENT: entry("상태 문서가 올바르지 않아요.", KEPT, RELOAD),
  INVALID_REQUEST: entry("요청의 모양이 맞지 않아요.", KEPT, RELOAD),

  OFFLINE: entry(
    "서버에 연결할 수 없어요.",
    KEPT,
    "작업을 계속할 수 있어요. 연결되면 커밋이 저절로 올라가요.",
  ),
  TIMEOUT: entry(
    "서버가 제때 답하지 않았어요.",
    KEPT,
    "작업을 계속할 수 있어요. 동기화는 저절로 다시 시도해요.",
  ),
  SERVER_ERROR: rejected("서버 안에서 오류가 났어요."),
  BAD_ANSWER: rejected("서버의 답을 읽을 수 없어요."),
  TOO_MANY_ATTEMPTS: entry("짧은 시간에 요청이 너무 많았어요.", KEPT, "잠시 뒤에 다시 열려요."),

  NOT_FOUND: rejected("서버에 이 계정의 목표로 등록되어 있지 않아요."),
  BAD_CREDENTIALS: entry("계정 이름과 비밀번호가 맞지 않아요.", KEPT, "다시 입력할 수 있어요."),
  NOT_SIGNED_IN: entry(
    "서버의 로그인 세션이 끝났어요.",
    KEPT,
    "다시 로그인하면 동기화가 이어져요.",
  ),
  CROSS_SITE: entry(
    "서버가 이 페이지의 요청을 받지 않았어요.",
    KEPT,
    "다시 로그인하면 새 세션이 열려요.",
  ),
  NAME_TAKEN: entry(
    "같은 이름의 계정이 이미 있어요.",
    KEPT,
    "다른 이름을 쓰거나 이 이름으로 로그인할 수 있어요.",
  ),
  REGISTRATION_CLOSED: entry(
    "이 서버는 새 계정을 받지 않아요.",
    KEPT,
    "서버 운영자가 가입을 열 수 있어요. 계정 없이도 작업은 이어져요.",
  ),
  PASSWORD_TOO_SHORT: entry("비밀번호가 너무 짧아요.", KEPT, "비밀번호는 10자부터예요."),
  WRONG_PASSWORD: entry("이 비밀번호로는 열쇠가 열리지 않아요.", KEPT, "다시 입력할 수 있어요."),
  ALREADY_REGISTERED: entry(
    "이 기기는 이미 계정에 속해 있어요.",
    KEPT,
    "그 계정으로 로그인할 수 있어요.",
  ),
  OTHER_ACCOUNT: entry(
    "이 기기는 다른 계정에 속해 있어요.",
    KEPT,
    "원래 계정으로 로그인하거나 다른 브라우저 프로필을 쓸 수 있어요.",
  ),
  KDF_TOO_WEAK: entry(
    "서버가 하한보다 약한 열쇠 설정을 내놓았어요.",
    "비밀번호는 보내지 않았고 열쇠도 만들지 않았어요.",
    SERVER_AGAIN,
  ),
  KDF_TOO_COSTLY: entry(
    "서버가 상한보다 무거운 열쇠 설정을 내놓았어요.",
    "비밀번호는 보내지 않았고 열쇠도 만들지 않았어요.",
    SERVER_AGAIN,
  ),

  KEYSET_MOVED: entry(
    "다른 기기가 동시에 열쇠를 바꿨어요.",
    "두 기기의 열쇠가 모두 남아 있어요.",
    "동기화가 저절로 다시 시도해요.",
  ),
  KEYSET_TAMPERED: rejected("서버의 열쇠 묶음이 내 기기들이 봉인한 것과 달라요."),
  ROSTER_MOVED: entry(
    "기기 목록이 동시에 바뀌었어요.",
    KEPT,
    "동기화가 새 목록을 받아 저절로 다시 시도해요.",
  ),
  ROSTER_ROLLED_BACK: rejected("서버가 이 기기가 본 것보다 오래된 기기 목록을 보여 줘요."),
  BAD_STATEMENT: rejected("기기 목록의 항목이 올바르지 않아요."),
  DEVICE_REVOKED: entry("이 기기가 계정의 기기 목록에 없어요.", KEPT, "다시 로그인하면 등록돼요."),
  UNKNOWN_DEVICE: rejected("목록에 없는 기기의 커밋이 있어요."),

  TOO_LARGE: rejected("보낸 내용이 서버가 받는 크기보다 커요."),
  QUOTA_EXCEEDED: entry(
    "서버에서 이 계정의 공간을 다 썼어요.",
    KEPT,
    "운영자가 한도를 늘릴 수 있어요. 이 기기에서는 작업이 이어져요.",
  ),
  HEAD_MOVED: entry(
    "다른 기기가 먼저 올렸어요.",
    KEPT,
    "동기화가 받아서 합치고 저절로 다시 올려요.",
  ),
  BAD_HEADER: rejected("커밋의 머리 부분이 올바르지 않아요."),
  BAD_VAULT: rejected("첫 커밋이 목표와 맞지 않아요."),
  BAD_BODY: rejected("커밋의 내용이 올바르지 않아요."),
  BAD_CERTIFICATE: rejected("올린 묶음의 서명이 올바르지 않아요."),
  BAD_RECEIPT: rejected("영수증의 서명이 올바르지 않아요."),
  DUPLICATE_COMMIT: rejected("서버에 이미 있는 커밋을 보냈어요."),
  UNKNOWN_PARENT: rejected("아무도 갖고 있지 않은 부모를 가리키는 커밋이 있어요."),
  DANGLING_COMMIT: rejected("이어지는 곳이 없는 커밋이 있어요."),
  SEQ_GAP: entry(
    "서버에 있는 이 기기의 순번이 이어지지 않아요.",
    KEPT,
    "새 기기 식별자를 받으면 이 기기의 커밋을 다시 봉인하고 동기화가 열려요.",
  ),
  SEQ_REUSED: entry(
    "이 기기의 순번이 두 번 쓰였어요. 프로필을 복사하거나 복원하면 생기는 일이에요.",
    KEPT,
    "새 기기 식별자를 받으면 이 기기의 커밋을 다시 봉인하고 동기화가 열려요.",
  ),
  REPLAY_MISMATCH: entry("재생한 결과와 다른 상태 해시를 가진 커밋이 있어요.", KEPT, OTHER_COPY),
  MERGE_MISMATCH: entry("두 부모에서 나오는 것과 다른 병합이 있어요.", KEPT, OTHER_COPY),
  HASH_CHAIN_MISMATCH: entry("앞 고리와 맞지 않는 고리가 있어요.", KEPT, OTHER_COPY),
  BAD_COMMIT_ID: entry("내용과 식별자가 맞지 않는 커밋이 있어요.", KEPT, OTHER_COPY),
  COMMIT_UNREADABLE: entry("열 수 없는 커밋이 있어요. 바이트가 바뀌었어요.", KEPT, OTHER_COPY),
  BAD_PADDING: entry("커밋의 채움 바이트가 올바르지 않아요.", KEPT, OTHER_COPY),
  BAD_REPLAY_TAG: entry("커밋의 공개 꼬리표가 내용과 맞지 않아요.", KEPT, OTHER_COPY),
  BAD_MARKER: entry("커밋의 표식이 내용과 맞지 않아요.", KEPT, OTHER_COPY),
  DISCLOSURE_REQUIRED: entry(
    "이번에 보내지 않은 여는 열쇠를 서버가 요구해요.",
    KEPT,
    "동기화가 알려진 상태부터 다시 보내요. 기기는 켜 둔 것만 공개해요.",
  ),
  UPDATE_REQUIRED: entry(
    "다른 기기가 이 버전이 모르는 규칙을 써요.",
    KEPT,
    "온라인에서 페이지를 새로 고치면 새 버전을 받아요.",
  ),

  SERVER_ROLLED_BACK: entry(
    "서버가 예전에 확인해 준 것보다 오래된 기록을 보여 줘요.",
    "이 기기는 따라가지 않았어요. 자기 기록과 영수증을 지키고 있어요.",
    OTHER_COPY,
  ),
  SERVER_FORKED: entry(
    "서버가 예전에 확인해 준 것과 다른 기록을 보여 줘요.",
    "이 기기는 따라가지 않았어요. 자기 기록과 영수증을 지키고 있어요.",
    OTHER_COPY,
  ),
  PUSH_GAP: entry(
    "서버가 기록의 일부를 빠뜨렸어요.",
    "이 기기는 따라가지 않았어요. 자기 기록을 지키고 있어요.",
    OTHER_COPY,
  ),
  SERVER_KEY_CHANGED: entry(
    "서버가 이 기기가 모르는 열쇠로 서명해요.",
    "이 기기는 따라가지 않았어요. 자기 기록을 지키고 있어요.",
    "열쇠가 바뀌었는지는 서버 운영자가 알려 줄 수 있어요.",
  ),
  NEW_GENERATION: entry(
    "서버가 백업에서 복원됐어요.",
    "동기화가 멈췄고 아무것도 덮어쓰지 않았어요.",
    "기기 페이지에서 동의하면 서버가 잃은 것을 이 기기가 다시 보내요.",
  ),

  VAULT_EMPTY: entry("목표에 아직 커밋이 없어요.", KEPT, OTHER_COPY),
  NO_SUCH_VAULT: entry(
    "이 기기에 없는 목표예요.",
    KEPT,
    "다른 목표를 열거나 동기화로 받을 수 있어요.",
  ),
  UNKNOWN_COMMIT: entry("이 기기에 없는 커밋이에요.", KEPT, "동기화로 받을 수도 있어요."),
  STORAGE_DAMAGED: entry(
    "이 기기의 저장 기록이 손상됐어요.",
    "읽은 기록을 덮어쓰지 않았어요.",
    "동기화된 기기에 같은 기록이 있어요. 새 프로필에서 로그인하면 여기로 받아요.",
  ),
  STORAGE_FULL: entry(
    "브라우저에 저장할 공간이 없어요.",
    DRAFT,
    "기기에 공간이 생기면 다시 시도할 수 있어요.",
  ),
  DEVICE_KEY_MISSING: entry(
    "브라우저에서 이 기기의 열쇠가 사라졌어요.",
    "봉인된 기록은 그대로예요.",
    "새 프로필에서 로그인하면 동기화된 목표가 돌아와요.",
  ),
  UNEXPECTED: entry(
    "예상하지 못한 일이 생겼어요.",
    "커밋했다고 알린 내용은 모두 저장되어 있어요.",
    RELOAD,
  ),

  NOT_SYNCED: entry("이 목표는 아직 이 기기에만 있어요.", KEPT, "동기화되고 나면 열려요."),
  NO_NEW_GENERATION: entry("서버의 세대가 바뀌지 않았어요.", KEPT, "동기화가 그대로 이어져요."),
  BAD_PASSWORD: entry("비밀번호로 쓸 수 없는 글이에요.", KEPT, "다른 비밀번호를 입력할 수 있어요."),
  BAD_DEVICE_NAME: entry(
    "기기 이름으로 쓸 수 없는 글이에요.",
    KEPT,
    "기기 이름은 1자부터 64자까지예요.",
  ),
  IDENTITY_TAKEN: entry(
    "이 신원은 이미 서버에 계정이 있어요.",
    KEPT,
    "그 계정으로 로그인할 수 있어요.",
  ),
  NO_ACCOUNT: entry(
    "이 기기에는 계정이 없어요.",
    KEPT,
    "기기 페이지에서 계정을 만들거나 로그인할 수 있어요.",
  ),
  NO_IDENTITY: entry(
    "이 기기에는 자기 신원이 없어요.",
    KEPT,
    "이 기기가 속한 계정으로 로그인할 수 있어요.",
  ),
  TOO_MANY_VAULTS: entry(
    "이 기기에 담을 수 있는 목표의 수에 이르렀어요.",
    KEPT,
    "한계는 상세 정보에 있어요.",
  ),
  VAULT_MOVED: entry(
    "목표가 계정으로 옮겨져서 새 식별자를 받았어요.",
    DRAFT,
    "목표 목록에서 다시 열면 보여요.",
  ),
  KEYSET_CONFLICT: rejected("한 목표에 서로 다른 열쇠가 두 개 있어요."),
  BAD_KEYSET: rejected("열쇠 묶음의 모양이 맞지 않아요."),
  KEYSET_TOO_LARGE: entry("열쇠 묶음이 허용된 크기보다 커요.", KEPT, "목표가 줄면 작아져요."),
  BAD_SECRETS: rejected("봉인된 비밀을 읽을 수 없어요."),
  ROSTER_TOO_LONG: rejected("기기 목록이 허용된 길이보다 길어요."),
  HEAD_MISMATCH: rejected("올린 묶음의 끝이 인증서와 달라요."),
  UNKNOWN_SIGNER: rejected("목록에 없는 기기가 서명한 묶음이 있어요."),
  BAD_MERGE: entry("합칠 수 없는 두 끝이에요.", KEPT, OTHER_COPY),
  VAULT_KEY_MISSING: entry(
    "이 목표의 열쇠 가운데 이 기기에 없는 것이 있어요.",
    KEPT,
    "동기화하면 다른 기기의 열쇠를 받아요.",
  ),
  DISCLOSURE_TOO_LARGE: entry(
    "서버가 한 번에 재생하기에는 커밋이 너무 많아요.",
    KEPT,
    "서버에서 재생하기를 끄면 고리 확인만으로 동기화가 이어져요.",
  ),
  TOO_MANY_STREAMS: entry(
    "서버 소식을 듣는 탭이 너무 많이 열려 있어요.",
    KEPT,
    "탭을 닫으면 다시 열려요. 동기화는 이어져요.",
  ),
  NOT_READY: entry("서버가 아직 켜지는 중이에요.", KEPT, "동기화가 저절로 다시 시도해요."),
  STORAGE_FAILED: entry(
    "브라우저가 저장하지 못했어요.",
    DRAFT,
    "다시 시도할 수 있어요. 브라우저가 알려 준 이유는 상세 정보에 있어요.",
  ),
  STORAGE_LOST: entry(
    "브라우저가 이 페이지의 저장 공간을 닫았어요.",
    "커밋했다고 알린 내용은 모두 저장되어 있어요.",
    RELOAD,
  ),

  WORKER_FAILED: stopped,
  BOOT_FAILED: stopped,
  BOOT_TIMED_OUT: stopped,
  RUNTIME_FAILED: stopped,
  NOT_BOOTED: stopped,
  HOST_FAILED: stopped,
  NO_SUCH_METHOD: mixed,
  UNKNOWN_OPERATION: mixed,
  BAD_PATH: mixed,
  STATE_UNKNOWN: mixed,
  DRAFT_MISSING: mixed,
  BAD_REQUEST: rejected("서버가 요청을 읽지 못했어요."),
  MISDIRECTED: rejected("서버가 이 주소로는 답하지 않아요."),
  METHOD_NOT_ALLOWED: rejected("서버가 모르는 요청이에요."),
  UNSUPPORTED_MEDIA_TYPE: rejected("서버가 받지 않는 형식이에요."),
  ANSWER_TOO_LARGE: rejected("서버의 답이 허용된 크기보다 커요."),
};
