/** The sphere of the goal page and what stands around it. */

import type { stage as english } from "../en/stage";
import type { Texts } from "../texts";

export const stage: Texts<typeof english> = {
  hold: "그림 멈춰 두기",
  key: "그림이 나타내는 것",
  glow: "빛",
  pulse: "맥박",
  surface: "표면",
  ring: "고리",
  inwards: "들어오는 점",
  outwards: "나가는 고리",
};
