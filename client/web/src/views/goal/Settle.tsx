import "./Settle.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { count, quantity } from "../../i18n/format";
import type { Course, Quantity } from "../../model/engine";
import { MAIN_QUANTITIES } from "../../model/quantities";
import { LINE_HEIGHT, LINE_WIDTH, linesOf, SETTLE_AT, valuesAlong } from "../../model/settle";
import { preview, view } from "../../state/app";
import { readings } from "../../state/readings";
import { readSettling, settling } from "../../state/settle";
import { nameOf } from "../../ui/Quantities";
import { useAtRest } from "../../ui/use-following";

function Row({ name, course }: { name: Quantity; course: Course }) {
  const live = readings.live.value;
  const drafted = course.sim.length > 0;
  const drift = valuesAlong(live, course.drift, name);
  const values = drafted ? valuesAlong(live, course.sim, name) : drift;
  const [thin = "", dashed = ""] = linesOf(drafted ? [drift, values] : [drift]);
  return (
    <tr data-testid={`settle-${name}`}>
      <th scope="row">{nameOf(name)}</th>
      <td>
        <svg
          class="settle-line"
          viewBox={`0 0 ${LINE_WIDTH} ${LINE_HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path class="is-drift" d={thin} />
          <path d={dashed} />
        </svg>
      </td>
      <td>{quantity(values[0] ?? 0)}</td>
      {SETTLE_AT.map((at) => (
        <td key={at} class={drafted ? "sim-text" : "drift"}>
          {quantity(values[at] ?? 0)}
        </td>
      ))}
    </tr>
  );
}

function Table({ course }: { course: Course }) {
  const drafted = course.sim.length > 0;
  const ops = preview.value?.draft.page2.ops.length ?? 0;
  return (
    <>
      <p class="muted">{t(drafted ? "effect.settleText" : "effect.settleDrift")}</p>
      <div class="table-box">
        <table class="table" data-testid="settle-table">
          <caption class="hidden">{t("effect.settle")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("goal.quantities")}</th>
              <td />
              <th scope="col">{t("mode.live")}</th>
              {SETTLE_AT.map((n) => (
                <th key={n} scope="col">
                  {t("effect.settleAfter", { n: count(n) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MAIN_QUANTITIES.map((name) => (
              <Row key={name} name={name} course={course} />
            ))}
          </tbody>
        </table>
      </div>
      {course.blocked !== null && (
        <p class="gate" data-testid="settle-blocked">
          {t("effect.settleBlocked", { n: count(course.blocked) })}
        </p>
      )}
      <p class="muted">
        {drafted && t("effect.settleLine")} {drafted && ops > 0 && t("effect.settleOps")}
      </p>
    </>
  );
}

/** Where equal commits of the present draft lead. It follows a control once that rests. */
export function Settle() {
  const goal = view.value;
  const resting = useAtRest(preview).value;
  useEffect(() => {
    if (goal) void readSettling(goal.vault);
  }, [goal?.vault, goal?.head, resting]);
  const known = settling.value;
  const course = known?.vault === goal?.vault ? known?.course : null;
  return (
    <div class="settle" id="settle">
      {course ? <Table course={course} /> : <p class="muted">{t("app.loading")}</p>}
    </div>
  );
}
