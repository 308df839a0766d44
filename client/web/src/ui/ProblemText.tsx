import "./ProblemText.css";
import { type Key, t, tIf, type Values } from "../i18n";
import type { Problem } from "../model/engine";
import type { TestId } from "./test-ids";
import { UserText } from "./UserText";

function text({ code, detail: _, ...facts }: Problem, part: "what" | "safe" | "next"): string {
  return tIf(`problem.${code}.${part}`, facts as Values) ?? t(`problem.unknown.${part}` as Key);
}

/** What happened, what is safe and what to do, with the code and the facts beneath. */
export function ProblemText({ problem, testId }: { problem: Problem; testId: TestId }) {
  const { code, detail, ...facts } = problem;
  const lines = Object.entries(facts).filter(([, value]) => typeof value !== "object");
  return (
    <div class="problem" data-testid={testId} data-code={code}>
      <p class="problem-what">{text(problem, "what")}</p>
      <p>{text(problem, "safe")}</p>
      <p>{text(problem, "next")}</p>
      <details>
        <summary>{t("app.code", { code })}</summary>
        {detail && (
          <p>
            <UserText of={detail} />
          </p>
        )}
        {lines.length > 0 && (
          <dl class="facts">
            {lines.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="mono">
                  <UserText of={String(value)} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </details>
    </div>
  );
}

/** The refusal of a form or a button, which a screen reader announces. */
export function Refusal({ problem, testId }: { problem: Problem | null; testId: TestId }) {
  return (
    problem && (
      <div role="alert">
        <ProblemText problem={problem} testId={testId} />
      </div>
    )
  );
}
