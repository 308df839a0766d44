import type { pictures as english } from "../en/pictures";
import type { Texts } from "../texts";

export const pictures: Texts<typeof english> = {
  node: "{{name}}, 질량 {{mass}}, 시그마 {{sigma}}",
  nodeNew: "{{name}}, SIM에서 새로 생김, 질량 {{mass}}, 시그마 {{sigma}}",
  nodeGone: "{{name}}, SIM에서 삭제됨, 질량 {{mass}}, 시그마 {{sigma}}",
  zoomIn: "확대",
  zoomOut: "축소",
  fit: "그래프 전체 보기",
  linking:
    "{{name}} 연결하는 중이에요. 화살표로 다른 노드를 고르고 Enter로 연결해요. Esc를 누르면 그만둬요.",
  summary: "{{nodes}}{과|와} {{edges}}{이|가} 있어요.",
  strongest: "가장 센 길: {{path}} ({{flow}})",
  strongestSim: "SIM에서는 {{path}} ({{flow}})",
  noPath: "SELF에서 나가는 흐름이 없어요.",
  noPathSim: "SIM에서는 SELF에서 나가는 흐름이 없어요.",
  changes:
    "SIM: 새 노드 {{added}}개, 삭제 {{gone}}개, 질량이 바뀐 노드 {{scaled}}개, 바뀐 연결 {{edges}}개",
  keys: "화살표로 노드 사이를 옮겨 다녀요. Enter로 노드를 열고 +와 −로 질량을 바꾸고 C로 연결하고 Delete로 지워요.",
  touch:
    "노드에서 노드로 끌면 연결돼요. 손가락으로는 노드를 길게 누른 다음 끌어요. 선택한 노드의 작은 고리를 끌면 질량이 바뀌어요. 두 손가락으로 옮기고 확대해요. Ctrl과 휠로도 확대돼요.",
  emptyTitle: "아직은 나뿐이에요",
  emptyBody: "이 목표가 거쳐 가는 사람과 장소와 물건이 내 둘레에 나타나요.",
  emptyButton: "첫 노드 더하기",
  help: "그림 다루기",
};
