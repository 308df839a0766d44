/** The commit of the open draft, by its button or by its keys. */
import { computed, signal } from "@preact/signals";
import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { effectsBetween, namedEffects } from "../../model/effects";
import { announce, announceProblem, commit, preview, ready, uncomputed } from "../../state/app";
import { forgetTyped, typedText } from "../../state/typed";
import { refocus } from "../../ui/focus";
import { listOf } from "../../ui/Quantities";

/** The sheet of the bar. Outside a component, so that it survives a change of page. */
export const expanded = signal(false);
export const committing = signal(false);

export const gateCode = computed(() => preview.value?.gate?.code ?? null);
export const gateText = computed(() => {
  const gate = preview.value?.gate;
  if (!gate) return "";
  if (gate.code === "NO_DRAFT") return t("commit.NO_DRAFT");
  return t("commit.SIGMA_ABOVE_LIMIT", {
    value: quantity(gate.value ?? 0),
    limit: quantity(gate.limit ?? 0),
  });
});

/** Clears label and note only when the commit is durable. A closed gate says why. */
export async function commitDraft(vault: string): Promise<void> {
  if (committing.peek() || !ready.peek() || uncomputed.peek()) return;
  if (gateCode.peek() !== null) return announce(gateText.peek());
  committing.value = true;
  const label = typedText(vault, "label") ?? "";
  const note = typedText(vault, "note") ?? "";
  try {
    const answer = await commit(vault, label.trim(), note.trim());
    forgetTyped(vault, { label, note });
    expanded.value = false;
    const named = namedEffects(effectsBetween(answer.drift, answer.after));
    announce(
      named.length > 0
        ? t("effect.committed", { list: listOf(named) })
        : t("effect.committedDrift"),
    );
  } catch (error) {
    announceProblem(error);
  } finally {
    committing.value = false;
    refocus("#commit-bar");
  }
}
