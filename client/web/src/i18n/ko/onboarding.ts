import type { onboarding as english } from "../en/onboarding";
import type { OtherPlural, Texts } from "../texts";

export const onboarding: OtherPlural<Texts<typeof english>> = {
  tour: {
    start: "직접 해 보기",
    next: "다음",
    done: "완료",
    step: "{{total}}단계 중 {{current}}단계",
    moveTitle: "하나만 움직여 보세요",
    moveBody:
      "조절 막대를 끌거나 화살표 키로 움직여 보세요. 커밋하기 전에는 아무것도 바뀌지 않아요.",
    seeTitle: "LIVE와 SIM을 비교해 보세요",
    seeBody:
      "파란 실선은 커밋된 상태인 LIVE, 주황 점선은 초안을 커밋했을 때의 상태인 SIM이에요. 초안의 효과는 바로 옆에 숫자로 나와요. 가는 표시는 커밋만 해도 일어나는 자연 변화예요.",
    commitTitle: "커밋하기",
    commitBody: "SIM이 LIVE가 되고, 이 기기의 기록에 커밋이 하나 추가돼요.",
    pastTitle: "지난 기록은 모두 남아요",
    pastBody: "기록에서 커밋을 고르면 그때의 상태를 볼 수 있어요.",
  },
  demo: {
    open: "예시 목표 둘러보기",
    busy: "예시를 만드는 중이에요…",
    about: "17주 동안의 가상 기록이 담긴 목표예요. 이 기기에만 저장돼요.",
    banner: "가상의 예시예요. 이 기기 밖으로 나가지 않아요.",
    discard: "예시 삭제",
    discarded: "예시를 삭제했어요.",
  },
  lost: {
    title: "이 브라우저에 있던 목표가 사라졌어요",
    held_other:
      "{{when}}까지 이 브라우저에 목표 {{count}}개가 있었지만 지금은 저장 공간이 비어 있어요.",
    why: "디스크가 가득 찼거나, 사이트를 오래 쓰지 않았거나, 사이트 데이터를 지우면 브라우저가 저장 공간을 비워요.",
    withAccount:
      "계정에 로그인한 브라우저였어요. 다시 로그인하면 동기화된 데이터를 모두 받아 와요.",
    withoutAccount:
      "연결된 계정이 없었어요. 보관 파일이 있으면 목표를 되살릴 수 있어요. 다른 기기와 동기화했다면 로그인해도 돼요.",
    login: "로그인",
    archive: "보관 파일 열기",
    dismiss: "새로 시작하기",
  },
  term: {
    explain: "{{name}} 설명 보기",
    anchor: "중심 이동",
    strongest: "가장 강한 경로",
    draft: "초안",
    trajectory: "궤적",
    whatif: "시나리오",
    receipt: "확인서",
  },
};
