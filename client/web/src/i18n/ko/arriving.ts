import type { arriving as english } from "../en/arriving";
import type { Texts } from "../texts";

export const arriving: Texts<typeof english> = {
  title: "커밋 받는 중",
  history:
    "이 목표의 최신 상태예요. 기록은 아직 받고 있어요. 그동안에도 초안을 만들고 커밋할 수 있어요. 커밋은 기록을 다 받은 뒤에 업로드돼요.",
  pull: "다른 기기의 커밋을 받고 있어요. 모두 받으면 목표에 반영돼요. 그동안에도 초안을 만들고 커밋할 수 있어요.",
  count: "커밋 {{of}}개 중 {{have}}개",
  page: "기록을 모두 받아 커밋을 하나씩 다시 계산하면 이 페이지가 열려요.",
  file: "이 목표의 기록을 아직 받고 있어요(커밋 {{of}}개 중 {{have}}개). 다 받으면 파일로 저장할 수 있어요. 그동안에도 초안을 만들고 커밋할 수 있어요.",
  done: "커밋을 모두 받아 하나씩 다시 계산했어요.",
};
