import type { onboarding as english } from "../en/onboarding";
import type { OtherPlural, Texts } from "../texts";

export const onboarding: OtherPlural<Texts<typeof english>> = {
  tour: {
    start: "해 보면서 보기",
    next: "다음",
    done: "마치기",
    step: "{{total}}단계 중 {{current}}",
    moveTitle: "하나만 움직여 보세요",
    moveBody: "조절 막대를 끌거나 화살표 키로 옮겨 보세요. 이것만으로는 아무것도 커밋되지 않아요.",
    seeTitle: "LIVE 위에 SIM이 겹쳐 보여요",
    seeBody:
      "파란색은 커밋된 상태인 LIVE예요. 주황색 점선은 이 초안이 만들어 낼 상태인 SIM이고, 차이가 바로 옆에 나와요.",
    commitTitle: "커밋하기",
    commitBody: "SIM이 LIVE가 되고, 이 기기의 체인에 고리가 하나 더해져요.",
    pastTitle: "지나온 길은 모두 남아요",
    pastBody: "기록에서 커밋을 고르면 그때의 페이지가 그대로 재생돼요.",
  },
  demo: {
    open: "예시 목표 둘러보기",
    busy: "예시를 만드는 중이에요…",
    about: "17주 동안의 이야기를 지어낸 목표예요. 이 기기에만 있어요.",
    banner: "지어낸 예시예요. 이 기기 밖으로 나가지 않아요.",
    discard: "버리기",
    discarded: "이 기기에서 예시가 사라졌어요.",
  },
  lost: {
    title: "이 브라우저에 있던 목표가 사라졌어요",
    held_other:
      "이 브라우저에는 {{when}}까지 목표가 {{count}}개 있었어요. 지금은 저장 공간이 비어 있어요.",
    why: "디스크가 가득 차거나, 오래 쓰지 않거나, 사이트 데이터를 지우면 브라우저가 사이트의 저장 공간을 지워요.",
    withAccount:
      "이 브라우저는 계정에 로그인되어 있었어요. 로그인하면 동기화된 것이 모두 돌아와요.",
    withoutAccount:
      "여기에는 연결된 계정이 없었어요. 보관 파일로 목표를 되찾을 수 있어요. 다른 기기에서 동기화했다면 로그인해도 돌아와요.",
    login: "로그인",
    archive: "보관 파일 열기",
    dismiss: "새로 시작하기",
  },
  term: { explain: "{{name}} 뜻 보기", anchor: "중심 이동", strongest: "가장 센 길" },
};
