import "./Term.css";
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { type Term as TermName, termName } from "./terms";

const HOVER_MS = 350;
const LEAVE_MS = 200;
const GAP_PX = 6;
const EDGE_PX = 12;

/** Which term the note explains, and the word that it stands beside. */
const asked = signal<{ term: TermName; anchor: HTMLElement } | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

function later(next: () => void, ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(next, ms);
}

const ask = (term: TermName, anchor: HTMLElement) => {
  clearTimeout(timer);
  asked.value = { term, anchor };
};
const leave = () => later(() => (asked.value = null), LEAVE_MS);

/** A word that explains itself: on hover, on a tap, and with Enter. */
export function Term({ term, children }: { term: TermName; children?: ComponentChildren }) {
  const name = termName(term);
  return (
    <button
      type="button"
      class="term"
      aria-label={children ? t("term.explain", { name }) : undefined}
      aria-description={children ? undefined : t("term.explain", { name })}
      aria-controls="term-note"
      aria-expanded={asked.value?.term === term}
      data-testid={`term-${term}`}
      onClick={(event) => ask(term, event.currentTarget)}
      onPointerEnter={(event) => {
        if (event.pointerType !== "mouse") return;
        const anchor = event.currentTarget;
        later(() => ask(term, anchor), HOVER_MS);
      }}
      onPointerLeave={(event) => event.pointerType === "mouse" && leave()}
    >
      {children ?? name}
    </button>
  );
}

/** Places the note below the word, or above it without room, and inside the window. */
function place(note: HTMLElement, anchor: HTMLElement): void {
  const word = anchor.getBoundingClientRect();
  const { width, height } = note.getBoundingClientRect();
  const below = word.bottom + GAP_PX;
  const fits = below + height + EDGE_PX <= innerHeight;
  const left = Math.min(word.left, innerWidth - width - EDGE_PX);
  note.style.left = `${Math.max(EDGE_PX, left)}px`;
  note.style.top = `${fits ? below : Math.max(EDGE_PX, word.top - height - GAP_PX)}px`;
}

/**
 * The only note of the page: the term, its definition, and what `notesOn` adds. The browser closes it on Escape and on a
 * tap elsewhere.
 */
export function TermNote({ notesOn }: { notesOn: (term: TermName) => readonly string[] }) {
  const element = useRef<HTMLDivElement>(null);
  const current = asked.value;
  useEffect(() => {
    const note = element.current;
    if (!note) return;
    if (!current) {
      if (note.matches(":popover-open")) note.hidePopover();
      return;
    }
    if (!note.matches(":popover-open")) note.showPopover();
    place(note, current.anchor);
  }, [current]);
  return (
    <div
      ref={element}
      id="term-note"
      class="term-note"
      popover="auto"
      role="status"
      data-testid="term-note"
      onToggle={(event) => {
        if (event.newState === "closed") asked.value = null;
      }}
      onPointerEnter={() => clearTimeout(timer)}
      onPointerLeave={leave}
    >
      {current && (
        <>
          <strong>{termName(current.term)}</strong>
          <p>{t(`glossary.${current.term}`)}</p>
          {notesOn(current.term).map((note) => (
            <p key={note} class="term-more">
              {note}
            </p>
          ))}
        </>
      )}
    </div>
  );
}
