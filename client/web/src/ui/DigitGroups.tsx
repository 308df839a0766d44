import "./DigitGroups.css";
import type { TestId } from "./test-ids";

/** Digits in groups. A screen reader says each digit, and one group after the other. */
export function DigitGroups(props: { groups: readonly string[]; label: string; testId: TestId }) {
  return (
    <ol class="digit-groups" aria-label={props.label} data-testid={props.testId}>
      {props.groups.map((group, at) => (
        <li key={at}>
          <span aria-hidden="true">{group}</span>
          <span class="hidden">{group.split("").join(" ")}</span>
        </li>
      ))}
    </ol>
  );
}
