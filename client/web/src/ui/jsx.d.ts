import type { TestId } from "./test-ids";

declare module "preact" {
  interface DOMAttributes<RefType extends EventTarget = EventTarget> {
    "data-testid"?: TestId;
  }
}
