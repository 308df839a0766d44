/** The result of a verification as a file: what was verified, when, and the outcome. */
import { version } from "../../../package.json";
import type { Problem, Verification } from "../../model/engine";
import { localDay } from "../../model/file-name";
import type { GoalView } from "../../state/app";

export interface VerifyReport {
  format: "autus.verify.v1";
  verified_at: string;
  app_version: string;
  rules: string;
  vault: string;
  ok: boolean;
  head: string;
  state_hash: string;
  commits: number;
  merges: number;
  duration_ms: number;
  problem: Problem | null;
}

export function reportOf(view: GoalView, answer: Verification, at: Date): VerifyReport {
  return {
    format: "autus.verify.v1",
    verified_at: at.toISOString(),
    app_version: version,
    rules: view.rules,
    vault: view.vault,
    ok: answer.ok,
    head: answer.head,
    state_hash: answer.state_hash,
    commits: answer.commits,
    merges: answer.merges,
    duration_ms: answer.ms,
    problem: answer.error ?? null,
  };
}

export function fileNameOf({ vault, verified_at }: VerifyReport): string {
  return `autus-verify-${vault.slice(0, 8)}-${localDay(new Date(verified_at))}.json`;
}
