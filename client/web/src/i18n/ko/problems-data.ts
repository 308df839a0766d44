/** 보관 파일, 가져오기, 삭제에서 나온 거절. */

import type { dataProblems as english } from "../en/problems-data";
import type { Texts } from "../texts";
import { entry, KEPT } from "./problem-parts";

const UNCHANGED = "이 기기에서 바뀐 것은 없어요.";

export const dataProblems: Texts<typeof english> = {
  VAULT_DELETED: entry(
    "서버는 이 목표가 삭제됐다고 해요.",
    KEPT,
    "여기에 그대로 두거나, 여기서도 삭제하거나, 서버에 다시 올릴 수 있어요.",
  ),
  NOT_DELETED: entry(
    "이 목표는 서버에서 삭제되지 않았어요.",
    KEPT,
    "지금 그대로 동기화되고 있어서 되살릴 것이 없어요.",
  ),
  WRONG_PASSPHRASE: entry(
    "이 암호로는 보관 파일이 열리지 않아요.",
    UNCHANGED,
    "암호를 다시 입력할 수 있어요.",
  ),
  PASSPHRASE_NEEDED: entry(
    "암호로 여는 보관 파일이에요.",
    UNCHANGED,
    "보관 파일을 만들 때 정한 암호로 열려요.",
  ),
  ARCHIVE_NOT_OPENED: entry(
    "보관 파일이 열리지 않았어요. 암호가 다르거나 파일이 바뀌었어요.",
    UNCHANGED,
    "암호를 다시 입력할 수 있어요. 이전 버전의 보관 파일은 둘 중 무엇인지 알려 주지 않으니, 다른 사본을 써 볼 수 있어요.",
  ),
  ARCHIVE_CUT_SHORT: entry(
    "보관 파일의 끝부분이 없어요.",
    UNCHANGED,
    "같은 파일의 다른 사본은 온전할 수 있어요. 남아 있는 바이트 수는 상세 정보에 있어요.",
  ),
  ARCHIVE_DAMAGED: entry(
    "보관 파일이 만들어진 뒤에 바뀌었어요.",
    UNCHANGED,
    "같은 파일의 다른 사본은 온전할 수 있어요. 발견한 내용은 상세 정보에 있어요.",
  ),
  ARCHIVE_TOO_LARGE: entry(
    "파일 하나에 담을 수 있는 양을 넘었어요.",
    UNCHANGED,
    "한계는 상세 정보에 있어요. 목표를 하나씩 나누어 보관할 수 있어요.",
  ),
  ARCHIVE_CONFLICT: entry(
    "보관 파일과 이 기기에 같은 번호의 서로 다른 커밋이 있어요.",
    UNCHANGED,
    "브라우저 프로필을 복사해 쓰면 생겨요. 다른 쪽의 JSON을 새 목표로 가져올 수 있어요.",
  ),
  IMPORT_UNREADABLE: entry(
    "보관 파일이나 JSON으로 읽을 수 없는 파일이에요.",
    UNCHANGED,
    "다른 파일을 고를 수 있어요. 발견한 내용은 상세 정보에 있어요.",
  ),
  FILE_EMPTY: entry(
    "빈 파일이에요.",
    UNCHANGED,
    "내려받기나 복사가 중간에 끊겼을 수 있어요. 같은 파일의 다른 사본을 고를 수 있어요.",
  ),
  TRANSFER_GONE: entry(
    "파일을 옮기는 동안 엔진이 다시 시작됐어요.",
    UNCHANGED,
    "처음부터 다시 시작할 수 있어요.",
  ),
};
