/** 이 기기에서 나온 거절: 초안, 목표, 저장 공간, 엔진. */

import type { localProblems as english } from "../en/problems-local";
import type { Texts } from "../texts";
import {
  DRAFT,
  entry,
  input,
  KEPT,
  mixed,
  OTHER_COPY,
  RELOAD,
  stopped,
  UNTOUCHED,
} from "./problem-parts";

export const localProblems: Texts<typeof english> = {
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
  UPDATE_REQUIRED: entry(
    "더 새로운 버전의 앱에서 만들어졌어요.",
    KEPT,
    "온라인에서 페이지를 새로 고치면 새 버전을 받아요.",
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
  NOTHING_TO_KEEP: entry(
    "가정으로 남겨 둘 초안이 없어요.",
    KEPT,
    "조절기를 움직이면 초안이 생겨요.",
  ),
  TOO_MANY_WHATIFS: entry(
    "이 목표에 남겨 둘 수 있는 가정의 수에 이르렀어요.",
    DRAFT,
    "하나를 버리면 자리가 나요. 한계는 상세 정보에 있어요.",
  ),
  COMMIT_WITHOUT_DRAFT: entry(
    "이 커밋에는 바꿀 초안이 없어요.",
    KEPT,
    "시작 커밋과 병합은 스스로 바꾸는 것이 없어요. 다른 커밋은 바꿔 볼 수 있어요.",
  ),
  WHATIF_OF_PAST: entry(
    "이 가정은 지난 커밋을 바꾼 것이라 초안이 아니에요.",
    DRAFT,
    "비교하고, 이름을 바꾸고, 버릴 수 있어요.",
  ),
  NO_SUCH_WHATIF: entry(
    "이 가정은 더 이상 없어요.",
    DRAFT,
    "다른 탭에서 버렸을 수 있어요. 비교 화면에 지금 있는 것이 나와요.",
  ),
  CLOCK_WRONG: entry(
    "이 기기의 시계가 1970년 이전이거나 9999년 이후예요.",
    KEPT,
    "기기의 날짜와 시간을 맞춘 뒤 다시 시도할 수 있어요.",
  ),
  BAD_WHATIF_NAME: entry(
    "가정의 이름은 1자에서 64자까지예요.",
    DRAFT,
    "다른 이름을 붙일 수 있어요.",
  ),
  TOO_MUCH_TYPED: entry(
    "저장하지 않은 글이 너무 많아서 더 보관하지 못했어요.",
    "글은 이 페이지가 열려 있는 동안 남아 있어요. 이미 저장한 내용은 이 기기에 그대로 있어요.",
    "저장하지 않은 다른 글을 저장하거나 지우면 자리가 나요.",
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
  BAD_MERGE: entry("합칠 수 없는 두 끝이에요.", KEPT, OTHER_COPY),
  VAULT_KEY_MISSING: entry(
    "이 목표의 열쇠 가운데 이 기기에 없는 것이 있어요.",
    KEPT,
    "동기화하면 다른 기기의 열쇠를 받아요.",
  ),
  STORAGE_FAILED: entry(
    "브라우저가 저장하지 못했어요.",
    DRAFT,
    "다시 시도할 수 있어요. 브라우저가 알려 준 이유는 상세 정보에 있어요.",
  ),
  STORAGE_LOST: entry(
    "브라우저가 이 페이지의 저장 공간을 닫았어요.",
    "저장된 것이 지워졌을 수 있어요. 디스크가 가득 차면 브라우저가 그렇게 해요. 적은 말은 아직 여기 있고 복사할 수 있어요.",
    "페이지를 새로고침하면 남아 있는 것이 보여요. 디스크에 빈 공간이 생기면 브라우저가 다시 저장해요.",
  ),
  DEVICE_ERASED: entry(
    "다른 탭에서 이 브라우저에 있는 모든 것을 지웠어요.",
    "서버와 다른 기기에 있는 것은 그대로예요.",
    RELOAD,
  ),
  OUTCOME_UNKNOWN: entry(
    "이 일을 맡은 탭이 답하기 전에 닫혔어요. 마쳤는지 아닌지 알 수 없어요.",
    "커밋한 내용은 모두 저장되어 있고, 적어 둔 말도 그대로 있어요.",
    "화면에는 지금 있는 그대로 보여요. 커밋이 저장됐다면 기록에 있고, 없다면 다시 시도할 수 있어요.",
  ),
  APP_NOT_WHOLE: entry(
    "앱의 파일 하나를 온전히 받지 못했어요.",
    "목표는 이 브라우저에 그대로 있어요.",
    "네트워크 로그인 페이지나 점검 페이지가 대신 응답했을 수 있어요. 네트워크가 정상으로 돌아오면 다시 켜거나 앱을 다시 받을 수 있어요.",
  ),
  NO_SECURE_CONTEXT: entry(
    "보안 연결 없이 연 페이지예요. 이때 브라우저는 암호화 기능과 저장 공간을 내주지 않아요.",
    UNTOUCHED,
    "서버가 지원하면 같은 주소를 https://로 열 수 있어요.",
  ),
  NO_WEBASSEMBLY: entry(
    "이 브라우저에서 WebAssembly가 꺼져 있거나 지원되지 않아요. 엔진에 꼭 필요한 기능이에요.",
    UNTOUCHED,
    "브라우저 설정에서 켤 수 있어요. iPhone, iPad, Mac에서는 차단 모드일 때 꺼지고, 사이트별로 차단 모드를 풀 수 있어요. 다른 브라우저로 열어도 돼요.",
  ),
  NO_CRYPTOGRAPHY: entry(
    "이 브라우저에는 목표에 필요한 서명 기능(Ed25519)이 없어요.",
    UNTOUCHED,
    "Chrome과 Edge는 137, Firefox는 129, Safari는 17 버전부터 지원해요.",
  ),
  NO_WORKERS: entry(
    "이 브라우저에는 엔진이 도는 워커나 탭 사이의 통신 기능이 없어요.",
    UNTOUCHED,
    "새 버전의 브라우저에는 모두 있어요. 다른 브라우저로 열어도 돼요.",
  ),
  NO_WEB_LOCKS: entry(
    "이 브라우저에 Web Locks가 없거나, 이 사이트에서 막혀 있어요. 없으면 두 탭이 동시에 쓸 수 있어요.",
    UNTOUCHED,
    "새 버전의 브라우저에는 있어요. 쿠키와 사이트 데이터가 차단되어 있다면 브라우저 설정에서 이 사이트만 허용할 수 있어요.",
  ),
  NO_STORAGE: entry(
    "이 브라우저가 저장 공간을 내주지 않아서 목표를 보관할 수 없어요.",
    UNTOUCHED,
    "쿠키와 사이트 데이터가 차단되어 있다면 브라우저 설정에서 이 사이트만 허용할 수 있어요. 시크릿 창에서 저장 공간을 주지 않는 브라우저도 있어요. 그때는 일반 창에서 열 수 있어요.",
  ),
  STORAGE_SILENT: entry(
    "브라우저의 저장 공간이 응답하지 않아요.",
    UNTOUCHED,
    "응답하면 페이지가 저절로 열려요. AUTUS의 다른 탭을 닫거나 브라우저를 다시 시작하면 풀릴 수 있어요.",
  ),
  WORKER_FAILED: stopped,
  BOOT_FAILED: stopped,
  BOOT_TIMED_OUT: stopped,
  RUNTIME_FAILED: stopped,
  ENGINE_FAILED: stopped,
  NOT_BOOTED: stopped,
  HOST_FAILED: stopped,
  NO_SUCH_METHOD: mixed,
  UNKNOWN_OPERATION: mixed,
  BAD_PATH: mixed,
  STATE_UNKNOWN: mixed,
  DRAFT_MISSING: mixed,
};
