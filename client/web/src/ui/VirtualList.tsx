import "./VirtualList.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { TestId } from "./test-ids";

interface Props {
  count: number;
  rowHeight: number;
  label: string;
  testId: TestId;
  /** The row to scroll to when this changes, or -1. */
  reveal: number;
  onRange: (from: number, to: number) => void;
  row: (index: number) => ComponentChildren;
}

const OVERSCAN = 6;

/** Renders only the rows in sight. The list has its full height, so the scroll bar is right. */
export function VirtualList({ count, rowHeight, label, testId, reveal, onRange, row }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = box.current;
    if (!element || reveal < 0) return;
    const [start, end] = [reveal * rowHeight, (reveal + 1) * rowHeight];
    if (start < element.scrollTop) element.scrollTop = start;
    else if (end > element.scrollTop + element.clientHeight)
      element.scrollTop = end - element.clientHeight;
  }, [reveal, rowHeight]);
  const from = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const to = Math.min(count - 1, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  useEffect(() => {
    if (count > 0) onRange(from, to);
  }, [from, to, count, onRange]);
  const indices: number[] = [];
  for (let index = from; index <= to; index += 1) indices.push(index);
  return (
    <div
      ref={box}
      class="virtual"
      data-testid={testId}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ol aria-label={label} style={{ height: `${count * rowHeight}px` }}>
        {indices.map((index) => (
          <li
            key={index}
            aria-setsize={count}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
          >
            {row(index)}
          </li>
        ))}
      </ol>
    </div>
  );
}
