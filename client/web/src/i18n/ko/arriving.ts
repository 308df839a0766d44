import type { arriving as english } from "../en/arriving";
import type { Texts } from "../texts";

export const arriving: Texts<typeof english> = {
  title: "기록 받는 중",
  about:
    "이 목표의 최신 상태예요. 기록은 아직 받고 있어요. 그동안에도 초안을 만들고 커밋할 수 있어요. 커밋은 기록을 다 받은 뒤에 업로드돼요.",
  count: "커밋 {{of}}개 중 {{have}}개",
  history: "기록을 모두 받아 커밋을 하나씩 다시 계산하면 이 페이지가 열려요.",
  done: "기록을 모두 받아 모든 커밋을 다시 계산했어요.",
};
