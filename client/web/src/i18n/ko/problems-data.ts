/** 보관 파일, 가져오기, 삭제에서 나온 오류. */

import type { dataProblems as english } from "../en/problems-data";
import type { Texts } from "../texts";
import { entry, KEPT } from "./problem-parts";

const UNCHANGED = "이 기기에서 바뀐 것은 없어요.";

export const dataProblems: Texts<typeof english> = {
  VAULT_DELETED: entry(
    "이 목표는 서버에서 삭제됐어요.",
    KEPT,
    "이 기기에만 저장하거나, 이 기기에서도 삭제하거나, 서버에 다시 업로드할 수 있어요.",
  ),
  NOT_DELETED: entry("이 목표는 서버에서 삭제되지 않았어요.", KEPT, "평소처럼 동기화되고 있어요."),
  NOT_STOPPED: entry(
    "다른 기기의 커밋 때문에 멈춘 목표가 아니에요.",
    KEPT,
    "목표는 그대로 이어져요.",
  ),
  WRONG_PASSPHRASE: entry(
    "보관 파일의 암호가 맞지 않아요.",
    UNCHANGED,
    "암호를 다시 입력할 수 있어요.",
  ),
  PASSPHRASE_NEEDED: entry(
    "암호가 필요한 보관 파일이에요.",
    UNCHANGED,
    "보관 파일을 만들 때 정한 암호를 입력하면 열 수 있어요.",
  ),
  ARCHIVE_NOT_OPENED: entry(
    "보관 파일을 열지 못했어요. 암호가 다르거나 파일이 바뀌었어요.",
    UNCHANGED,
    "암호를 다시 입력하거나 같은 파일의 다른 사본을 열 수 있어요. 이전 형식의 보관 파일은 둘 중 어느 쪽인지 구분할 수 없어요.",
  ),
  ARCHIVE_CUT_SHORT: entry(
    "보관 파일의 뒷부분이 잘렸어요.",
    UNCHANGED,
    "다른 사본이 있으면 열어 볼 수 있어요. 남아 있는 크기는 상세 정보에 있어요.",
  ),
  ARCHIVE_DAMAGED: entry(
    "보관 파일이 손상됐어요.",
    UNCHANGED,
    "다른 사본이 있으면 열어 볼 수 있어요. 자세한 내용은 상세 정보에 있어요.",
  ),
  ARCHIVE_TOO_LARGE: entry(
    "파일 하나에 담을 수 있는 크기를 넘었어요.",
    UNCHANGED,
    "한계는 상세 정보에 있어요. 목표를 나누어 여러 파일로 보관할 수 있어요.",
  ),
  ARCHIVE_CONFLICT: entry(
    "보관 파일과 이 기기에 번호는 같고 내용은 다른 커밋이 있어요.",
    UNCHANGED,
    "브라우저 프로필을 복사하면 생겨요. 파일을 만든 기기에서 JSON으로 내보내면 새 목표로 가져올 수 있어요.",
  ),
  IMPORT_UNREADABLE: entry(
    "보관 파일이나 JSON으로 읽을 수 없는 파일이에요.",
    UNCHANGED,
    "다른 파일을 선택할 수 있어요. 자세한 내용은 상세 정보에 있어요.",
  ),
  FILE_EMPTY: entry(
    "빈 파일이에요.",
    UNCHANGED,
    "내려받거나 복사하다가 중단됐을 수 있어요. 다른 사본을 선택할 수 있어요.",
  ),
  TRANSFER_GONE: entry(
    "파일을 처리하는 동안 엔진이 다시 시작됐어요.",
    UNCHANGED,
    "처음부터 다시 시작할 수 있어요.",
  ),
};
