import "./ImportPanel.css";
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { announce, ready } from "../../state/app";
import { importGoals, previewImport, upload } from "../../state/data";
import { useUnkept } from "../../state/unsaved";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { UserText } from "../../ui/UserText";
import { useWork } from "../../ui/use-work";
import { ImportPreviewList } from "./ImportPreviewList";

type Work = ReturnType<typeof useWork>;
type Preview = Awaited<ReturnType<typeof previewImport>>;

/** A file in the engine, with `preview` once the engine has read it. */
interface Arrived {
  name: string;
  handle: string;
  preview: Preview | null;
}

function FileChoice({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onFile(file);
    if (input.current) input.current.value = "";
  };
  return (
    <label
      class={over ? "drop is-over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        ref={input}
        type="file"
        accept=".autus,.json,application/json"
        disabled={busy || !ready.value}
        data-testid="import-file"
        onChange={(event) => take(event.currentTarget.files)}
      />
      <span class="drop-name">{t("data.choose")}</span>
      <span class="drop-hint">{t("data.drop")}</span>
    </label>
  );
}

function Passphrase({ work, onOpen }: { work: Work; onOpen: (passphrase: string) => void }) {
  const [passphrase, setPassphrase] = useState("");
  useUnkept(passphrase !== "");
  const submit = (event: Event) => {
    event.preventDefault();
    if (passphrase) onOpen(passphrase);
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Field
        label={t("data.passphrase")}
        type="password"
        value={passphrase}
        testId="import-passphrase"
        onInput={setPassphrase}
      />
      <button type="submit" class="button primary" disabled={work.busy} data-testid="import-open">
        {work.busy ? t("data.busy") : t("data.read")}
      </button>
    </form>
  );
}

export function ImportPanel() {
  const [arrived, setArrived] = useState<Arrived | null>(null);
  const work = useWork();
  const { busy, problem, run } = work;
  const onFile = (file: File) =>
    run(async () => {
      setArrived(null);
      const handle = await upload(file);
      setArrived({ name: file.name, handle, preview: await previewImport(handle) });
    });
  const onOpen = (passphrase: string) =>
    run(async () => {
      if (!arrived) return;
      setArrived({ ...arrived, preview: await previewImport(arrived.handle, passphrase) });
    });
  const onTake = (chosen: string[]) =>
    run(async () => {
      if (!arrived) return;
      const count = await importGoals(arrived.handle, chosen);
      setArrived(null);
      announce(t("data.taken", { count }));
    });
  return (
    <Section title={t("data.in")}>
      <p>{t("data.inBody")}</p>
      {!arrived && <FileChoice busy={busy} onFile={onFile} />}
      {arrived && (
        <p class="row">
          <span class="drop-name" data-testid="import-name">
            <UserText of={arrived.name} />
          </span>
          <button
            type="button"
            class="button quiet"
            disabled={busy}
            data-testid="import-other"
            onClick={() => setArrived(null)}
          >
            {t("data.otherFile")}
          </button>
        </p>
      )}
      {arrived && !arrived.preview && <Passphrase work={work} onOpen={onOpen} />}
      {arrived?.preview && (
        <ImportPreviewList preview={arrived.preview} busy={busy} onTake={onTake} />
      )}
      <Refusal problem={problem} testId="import-problem" />
    </Section>
  );
}
