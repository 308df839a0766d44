import { engine } from "../kernel/engine-client";
import type { Verification } from "../model/engine";

/** Replays the whole history of a goal and checks every signature; `progress` tells how far it is (task `verify`). */
export function verify(vault: string): Promise<Verification> {
  return engine.call("verify", { vault });
}
