import "./Comparison.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Problem, WhatIf } from "../../model/engine";
import { problemOf } from "../../model/problem";
import { view } from "../../state/app";
import { forgetTyped } from "../../state/typed";
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
import { refocus } from "../../ui/focus";
import { ProblemText } from "../../ui/ProblemText";
import { ComparisonTable } from "./ComparisonTable";
import { Courses } from "./Courses";
import { columnsOf } from "./columns";
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

/** Runs an action and shows its outcome in the sheet, which covers the notices. */
function useOutcome() {
  const [said, setSaid] = useState<Said | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const newest = useRef(0);
  const attempt = async (run: () => Promise<Said | null>) => {
    const number = ++newest.current;
    setProblem(null);
    try {
      const outcome = await run();
      // An action that ends late takes nothing from a later one, such as its undo.
      if (number === newest.current) setSaid(outcome);
    } catch (error) {
      if (number === newest.current) setSaid(null);
      setProblem(problemOf(error));
    }
  };
  return { said, problem, attempt };
}

const undone = async (undo: Undo): Promise<Said> => {
  await undo();
  return { text: t("whatif.undone"), undo: null };
};
const loaded = async (kept: WhatIf): Promise<Said> => ({
  undo: await loadWhatIf(kept),
  text: t("whatif.loaded", { name: kept.name }),
});
const discarded = async (kept: WhatIf): Promise<Said> => ({
  undo: await discardWhatIf(kept),
  text: t("whatif.discarded", { name: kept.name }),
});

const close = () => {
  comparing.value = false;
};

/** LIVE, SIM and every what-if in columns. */
export function Comparison() {
  const { said, problem, attempt } = useOutcome();
  const [renaming, setRenaming] = useState<number | null>(null);
  const goal = view.value;
  // What-ifs are computed against LIVE, so a new LIVE reads them again.
  useEffect(() => {
    if (goal) void attempt(() => readWhatIfs().then(() => null));
  }, [goal?.vault, goal?.head]);

  const { whatifs, limit } = whatIfs.value;
  const named = whatifs.find((kept) => kept.id === renaming);
  const rename = async (id: number, name: string) => {
    await renameWhatIf(id, name);
    if (goal) forgetTyped(goal.vault, { [`whatif.${id}`]: name });
    setRenaming(null);
    return null;
  };
  const columns = columnsOf(whatifs);
  const about = { count: whatifs.length, limit };
  return (
    <Dialog title={t("whatif.title")} testId="whatif-dialog" onClose={close}>
      <div class="whatif">
        <p class="muted">{whatifs.length === 0 ? t("whatif.none") : t("whatif.local", about)}</p>
        <Outcome said={said} onUndo={(undo) => void attempt(() => undone(undo))} />
        {problem && <ProblemText problem={problem} testId="whatif-problem" />}
        {named && (
          <RenameForm
            key={named.id}
            vault={goal?.vault ?? ""}
            id={named.id}
            name={named.name}
            onSave={(name) => void attempt(() => rename(named.id, name))}
            onCancel={() => setRenaming(null)}
          />
        )}
        {whatifs.length > 0 && <Courses columns={columns} />}
        <p class="muted">{t("effect.driftWhat")}</p>
        <ComparisonTable
          columns={columns}
          onRename={setRenaming}
          onLoad={(kept) => void attempt(() => loaded(kept))}
          onDiscard={(kept) =>
            void attempt(() => discarded(kept)).then(() => refocus("[data-testid=whatif-undo]"))
          }
        />
      </div>
    </Dialog>
  );
}
