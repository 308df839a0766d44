import type { hands as english } from "../en/hands";
import type { OtherPlural } from "../texts";

export const hands: OtherPlural<typeof english> = {
  graph:
    "한 손가락으로 밀면 페이지가 스크롤돼요. 그래프는 두 손가락으로 옮기고 확대해요. 노드를 길게 누른 다음 다른 노드로 끌면 연결돼요.",
  petals:
    "위아래로 밀면 페이지가 스크롤돼요. 꽃잎은 옆으로 끌거나, 길게 누른 채 원하는 쪽으로 끌면 움직여요.",
  seen: "확인",
  unnamed_other:
    "이름 {{count}}개는 그림에 들어갈 자리가 없어요. 노드를 선택하거나 확대하면 보여요. 아래 표에는 모든 이름이 있어요.",
  axis_other: "점 {{count}}개, 길이 {{length}}.",
  axisPart_other: "점 {{count}}개: {{horizon}} 중 처음 {{length}}.",
};
