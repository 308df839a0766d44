/** A refusal that Python raises under the same code. */
export class HostFailure extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = "HostFailure";
    this.code = code;
  }
}
