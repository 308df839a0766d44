/** The names of nodes in the words of a goal. */
import { SELF, type Words } from "./engine";
import { shown } from "./text";

export function nodeName(context: Words, id: string): string {
  return shown(context.names?.[id]) || (id === SELF ? "" : id);
}
