import type { Code } from "../../model/engine";

/** A refusal that Python raises under the same code. */
export class HostFailure extends Error {
  readonly code: Code;

  constructor(code: Code, detail: string) {
    super(detail);
    this.name = "HostFailure";
    this.code = code;
  }
}
