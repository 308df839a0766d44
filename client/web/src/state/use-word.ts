import { useEffect, useRef } from "preact/hooks";
import type { Words } from "../model/engine";
import { isBlank } from "../model/text";
import { announceProblem, setWords } from "./app";
import { forgetTyped, setTyped, type TypedField, typedText } from "./typed";

/**
 * The value and the handlers of a field whose text becomes one of the goal's words when the person leaves the field.
 *
 * `known` is that word now, and `wordsOf` makes the change of words; null deletes. A component has one goal and one field
 * for as long as it lives.
 */
export function useWord(
  vault: string,
  field: TypedField,
  known: string,
  wordsOf: (word: string | null) => Words,
) {
  const save = () => {
    const text = typedText(vault, field);
    if (text === null) return;
    const saved =
      text === known ? Promise.resolve() : setWords(vault, wordsOf(isBlank(text) ? null : text));
    saved.then(() => forgetTyped(vault, { [field]: text }), announceProblem);
  };
  const latest = useRef(save);
  latest.current = save;
  // A field that goes away under the person is left without a blur.
  useEffect(() => () => latest.current(), []);
  return {
    value: typedText(vault, field) ?? known,
    onInput: (text: string) => setTyped(vault, field, text),
    onCommit: save,
  };
}
