import type { pictures as english } from "../en/pictures";
import type { Texts } from "../texts";

export const pictures: Texts<typeof english> = {
  node: "{{name}}, 질량 {{mass}}, 시그마 {{sigma}}",
  nodeNew: "{{name}}, SIM에서 추가됨, 질량 {{mass}}, 시그마 {{sigma}}",
  nodeGone: "{{name}}, SIM에서 삭제됨, 질량 {{mass}}, 시그마 {{sigma}}",
  zoomIn: "확대",
  zoomOut: "축소",
  fit: "전체 보기",
  linking:
    "{{name}}에서 연결하는 중이에요. 화살표 키로 다른 노드를 고르고 Enter를 누르면 연결돼요. Esc를 누르면 취소돼요.",
  summary: "{{nodes}}{과|와} {{edges}}{이|가} 있어요.",
  strongestSim: "SIM에서 가장 강한 경로: {{path}} ({{flow}})",
  noPath: "나에게서 나가는 흐름이 없어요.",
  noPathSim: "SIM에서는 나에게서 나가는 흐름이 없어요.",
  added: "추가된 노드 {{n}}개",
  gone: "삭제된 노드 {{n}}개",
  scaled: "질량이 바뀐 노드 {{n}}개",
  flows: "바뀐 연결 {{n}}개",
  keys: "화살표 키로 노드를 옮겨 다녀요. Enter는 열기, +와 −는 질량 바꾸기, C는 연결, Delete는 삭제예요.",
  touch:
    "노드에서 다른 노드로 끌면 연결돼요. 터치 화면에서는 노드를 길게 누른 다음 끌어요. 선택한 노드의 작은 원을 끌면 질량이 바뀌어요. 두 손가락이나 Ctrl과 휠로 확대하고 이동해요.",
  emptyTitle: "아직 나만 있어요",
  emptyBody: "이 목표와 관련된 사람, 장소, 물건을 추가하면 나를 중심으로 나타나요.",
  emptyButton: "첫 노드 추가",
  help: "그래프 사용법",
};
