import "./MarkedText.css";
import type { ScoredWord } from "../../model/engine";
import { partsOf } from "../../model/goal-words";

/** A text with some of its words marked where they stand. */
export function MarkedText({ text, words }: { text: string; words: readonly ScoredWord[] }) {
  return (
    <bdi class="marked-text">
      {partsOf(text, words).map((part) =>
        part.marked ? (
          <mark key={part.start}>{part.text}</mark>
        ) : (
          <span key={part.start}>{part.text}</span>
        ),
      )}
    </bdi>
  );
}
