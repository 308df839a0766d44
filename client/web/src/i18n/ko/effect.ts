import type { effect as english } from "../en/effect";
import type { Texts } from "../texts";

export const effect: Texts<typeof english> = {
  drift: "자연 변화",
  effect: "효과",
};
