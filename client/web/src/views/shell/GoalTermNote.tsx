import { TermNote } from "../../ui/Term";
import { present } from "./present";
import { notesOn } from "./term-notes";

/** The note of a term, with the present numbers of the open goal. */
export function GoalTermNote() {
  return <TermNote notesOn={(term) => notesOn(term, present())} />;
}
