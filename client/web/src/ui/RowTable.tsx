import type { ComponentChildren } from "preact";
import { useGradual } from "./useGradual";

interface Props<T> {
  class: string;
  caption: string;
  testId: string;
  head: ComponentChildren;
  items: readonly T[];
  /** A table row with a key. */
  row: (item: T) => ComponentChildren;
}

const GROUP = 8;

/** A table for hundreds of rows in groups: one that is not in sight is there for readers, keys and searches, and not laid out. */
export function RowTable<T>({ class: style, caption, testId, head, items, row }: Props<T>) {
  const shown = items.slice(0, useGradual(items.length));
  const groups = Array.from({ length: Math.ceil(shown.length / GROUP) }, (_, at) =>
    shown.slice(at * GROUP, (at + 1) * GROUP),
  );
  return (
    <div class="table-box">
      <table class={`table table-wide row-table ${style}`} data-testid={testId}>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>{head}</tr>
        </thead>
        {groups.map((group, at) => (
          <tbody key={at} style={{ "--rows": group.length }}>
            {group.map(row)}
          </tbody>
        ))}
      </table>
    </div>
  );
}
