import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { view } from "../../state/app";
import type { Problem } from "../../state/model";
import { problemOf } from "../../state/problems";
import {
  comparing,
  discardWhatIf,
  loadWhatIf,
  readWhatIfs,
  renameWhatIf,
  type Undo,
  whatIfs,
} from "../../state/whatifs";
import { Dialog } from "../../ui/Dialog";
import { ProblemText } from "../../ui/ProblemText";
import { ComparisonTable } from "./ComparisonTable";
import { RenameForm } from "./RenameForm";

interface Said {
  text: string;
  undo: Undo | null;
}

function Outcome({ said, onUndo }: { said: Said | null; onUndo: (undo: Undo) => void }) {
  return (
    <div class="whatif-said" role="status" data-testid="whatif-said">
      {said && (
        <>
          <span>{said.text}</span>
          {said.undo && (
            <button
              type="button"
              class="button"
              data-testid="whatif-undo"
              onClick={() => said.undo && onUndo(said.undo)}
            >
              {t("whatif.undo")}
            </button>
          )}
        </>
      )}
    </div>
  );
}

/** LIVE, SIM and every what-if in columns. What is done here is said here: the sheet covers the notices. */
export function Comparison() {
  const [said, setSaid] = useState<Said | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [renaming, setRenaming] = useState<number | null>(null);
  const goal = view.value;

  const attempt = async (run: () => Promise<Said | null>) => {
    setProblem(null);
    try {
      setSaid(await run());
    } catch (error) {
      setSaid(null);
      setProblem(problemOf(error));
    }
  };
  // Computed against LIVE: another one asks anew.
  useEffect(() => {
    if (goal) void attempt(() => readWhatIfs().then(() => null));
  }, [goal?.vault, goal?.head]);

  const { whatifs, limit } = whatIfs.value;
  const named = whatifs.find((kept) => kept.id === renaming);
  return (
    <Dialog
      title={t("whatif.title")}
      testId="whatif-dialog"
      onClose={() => {
        comparing.value = false;
      }}
    >
      <div class="whatif">
        <p class="muted">
          {whatifs.length === 0
            ? t("whatif.none")
            : t("whatif.local", { count: whatifs.length, limit })}
        </p>
        <Outcome
          said={said}
          onUndo={(undo) =>
            void attempt(async () => {
              await undo();
              return { text: t("whatif.undone"), undo: null };
            })
          }
        />
        {problem && <ProblemText problem={problem} testId="whatif-problem" />}
        {named && (
          <RenameForm
            key={named.id}
            name={named.name}
            onSave={(name) =>
              void attempt(async () => {
                await renameWhatIf(named.id, name);
                setRenaming(null);
                return null;
              })
            }
            onCancel={() => setRenaming(null)}
          />
        )}
        <ComparisonTable
          whatifs={whatifs}
          onRename={setRenaming}
          onLoad={(kept) =>
            void attempt(async () => ({
              undo: await loadWhatIf(kept),
              text: t("whatif.loaded", { name: kept.name }),
            }))
          }
          onDiscard={(kept) =>
            void attempt(async () => ({
              undo: await discardWhatIf(kept),
              text: t("whatif.discarded", { name: kept.name }),
            }))
          }
        />
      </div>
    </Dialog>
  );
}
