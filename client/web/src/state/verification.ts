import { api } from "../kernel/api";
import type { VerifyAnswer } from "../model/engine";

/** Replays the whole history of a goal and checks every signature; `progress` tells how far it is (task `verify`). */
export function verify(vault: string): Promise<VerifyAnswer> {
  return api.verify({ vault });
}
