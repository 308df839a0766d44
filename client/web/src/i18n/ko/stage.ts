/** The sphere of the goal page and what stands around it. */

import type { stage as english } from "../en/stage";
import type { Texts } from "../texts";

export const stage: Texts<typeof english> = {
  hold: "움직임 멈추기",
  key: "그림 설명",
  glow: "빛",
  pulse: "박동",
  surface: "표면",
  ring: "테두리",
  inwards: "들어오는 점",
  outwards: "퍼져 나가는 원",
};
