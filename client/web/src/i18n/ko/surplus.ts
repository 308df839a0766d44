/** 제거된 기기 때문에 멈춘 목표. 알림과 함께 불러온다. */
import type { surplus as en } from "../en/surplus";
import type { Texts } from "../texts";

export const surplus: Texts<typeof en> = {
  body: "{{name}} 목표는 동기화되지 않아요. 제거된 기기의 커밋 중에 제거할 때 서버가 보여 주지 않은 것이 있어요.",
  falseBody:
    "{{name}} 목표는 동기화되지 않아요. 어떤 기기가 이전 기록과 맞지 않는 커밋을 올렸어요.",
  choice:
    "같은 기록을 가진 새 목표로 이어갈 수 있어요. 지금 목표는 모든 내용과 함께 이 기기에만 남아요.",
  without: "그 커밋을 빼고 이어가기",
  along: "그 커밋까지 이어가기",
  done: "{{name}} 목표를 새 목표로 이어가요. 이전 목표는 이 기기에만 남아요.",
};
