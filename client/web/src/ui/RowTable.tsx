import "./RowTable.css";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { TestId } from "./test-ids";
import { useGradual } from "./use-gradual";

interface GroupProps<T> {
  items: readonly T[];
  /** A table row with a key. */
  row: (item: T) => ComponentChildren;
  filled: boolean;
}

interface Props<T> extends Omit<GroupProps<T>, "filled"> {
  class: string;
  caption: string;
  testId: TestId;
  head: ComponentChildren;
}

const GROUP = 8;

function groupsOf<T>(items: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / GROUP) }, (_, at) =>
    items.slice(at * GROUP, (at + 1) * GROUP),
  );
}

function Group<T>({ items, row, filled }: GroupProps<T>) {
  return useMemo(
    () => <tbody style={{ "--rows": items.length }}>{filled && items.map(row)}</tbody>,
    [items, row, filled],
  );
}

/** A table for hundreds of rows in groups. A group out of sight costs no layout, and screen readers and search still find it. */
export function RowTable<T>({ class: style, caption, testId, head, items, row }: Props<T>) {
  const groups = useMemo(() => groupsOf(items), [items]);
  const filled = useGradual(groups.length, 1);
  return (
    <div class="table-box">
      <table class={`table table-wide row-table ${style}`} data-testid={testId}>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>{head}</tr>
        </thead>
        {groups.map((group, at) => (
          <Group key={at} items={group} row={row} filled={at < filled} />
        ))}
      </table>
    </div>
  );
}
