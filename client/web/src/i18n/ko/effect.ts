import type { effect as english } from "../en/effect";
import type { Texts } from "../texts";

export const effect: Texts<typeof english> = {
  drift: "자연 변화",
  effect: "효과",
  driftIs: "자연 변화 {{value}}",
  is: "효과 {{delta}}",
  driftWhat:
    "자연 변화는 아무 값도 바꾸지 않고 커밋해도 일어나는 변화예요. 효과는 SIM에서 자연 변화를 뺀 값이에요.",
  item: "{{name}} {{delta}}",
  others: "{{names}}: 효과 없음. 다른 효과: {{list}}.",
  views: "필터와 이동은 보기만 바꿔요. 달라지는 물리량이 없어요.",
  nothing: "기본 초안과 다른 점이 없어요. 커밋하면 자연 변화만 일어나요.",
  spoken: "효과: {{list}}.",
  committed: "커밋하고 이 기기에 저장했어요. 효과: {{list}}.",
  committedDrift: "커밋하고 이 기기에 저장했어요. 자연 변화만 일어났어요.",
  massMoves: "질량 M이 달라져요. 이 규칙에서 M은 다른 물리량에 영향을 주지 않아요.",
  massMoved: "질량 M이 달라져요(효과 {{delta}}). 이 규칙에서 M은 다른 물리량에 영향을 주지 않아요.",
  ofSlot: "이 비중의 효과",
  ofDraft: "초안 전체의 효과",
};
