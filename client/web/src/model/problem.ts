import { EngineError, type Problem } from "./engine";

/** The refusal behind any thrown value. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem;
  if (typeof error === "object" && error !== null && "code" in error) {
    const { code, detail } = error as { code: unknown; detail?: unknown };
    if (typeof code === "string") {
      return { ...error, code, detail: typeof detail === "string" ? detail : "" };
    }
  }
  return { code: "UNEXPECTED", detail: error instanceof Error ? error.message : String(error) };
}
