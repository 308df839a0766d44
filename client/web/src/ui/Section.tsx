import "./Section.css";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A panel with a heading. */
export function Section(props: {
  title: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={`panel ${props.class ?? ""}`} aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </section>
  );
}
