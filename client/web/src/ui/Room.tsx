import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface Props {
  /** The children stand for something that is being read. */
  loading: boolean;
  class?: string;
  children: ComponentChildren;
}

/** Keeps its height while its content is read again, so that what is below does not move. */
export function Room({ loading, class: name = "", children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const kept = useRef(0);
  const was = useRef(loading);
  // Here the page still has the former content.
  if (loading && !was.current) kept.current = box.current?.offsetHeight ?? 0;
  was.current = loading;
  const height = loading && kept.current > 0 ? { minHeight: `${kept.current}px` } : {};
  return (
    <div ref={box} class={loading ? `room ${name} is-loading` : `room ${name}`} style={height}>
      {children}
    </div>
  );
}
