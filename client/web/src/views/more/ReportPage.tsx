import "./ReportPage.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { operator } from "../../platform/operator";
import { saveFile } from "../../platform/save-file";
import { announce, announceProblem } from "../../state/app";
import { reportText } from "../../state/reports";
import { changeTyped, setTyped, typedText } from "../../state/typed";
import { Field } from "../../ui/Fields";

const TEXT_MAX = 8_000;

function useMailAddress(): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    operator().then(
      ({ contact }) => setAddress(contact?.includes("@") ? contact : null),
      // Without a connection the operator is unknown. The other ways remain.
      () => undefined,
    );
  }, []);
  return address;
}

const mailTo = (address: string, text: string) =>
  `mailto:${address}?subject=${encodeURIComponent("AUTUS")}&body=${encodeURIComponent(text)}`;

/** Each button sends the report in one way. Nothing leaves the device without a press. */
function WaysOut({ text }: { text: string }) {
  const address = useMailAddress();
  const copy = () =>
    navigator.clipboard.writeText(text).then(() => announce(t("report.copied")), announceProblem);
  // The person closed the system's sheet, which is no error.
  const share = () => navigator.share({ text }).catch(() => undefined);
  return (
    <div class="row">
      <button type="button" class="button" data-testid="report-copy" onClick={() => void copy()}>
        {t("report.copy")}
      </button>
      <button
        type="button"
        class="button"
        data-testid="report-save"
        onClick={() => saveFile("autus-report.txt", "text/plain;charset=utf-8", [text])}
      >
        {t("report.save")}
      </button>
      {"share" in navigator && (
        <button
          type="button"
          class="button"
          data-testid="report-share"
          onClick={() => void share()}
        >
          {t("report.share")}
        </button>
      )}
      {address && (
        <a class="button" href={mailTo(address, text)} data-testid="report-mail">
          {t("report.mail", { contact: address })}
        </a>
      )}
    </div>
  );
}

/** A report that was sent is of no more use. Nobody but the person knows that it was. */
function Again() {
  const fields = ["report.what", "report.facts"] as const;
  if (fields.every((field) => typedText(null, field) === null)) return null;
  return (
    <button
      type="button"
      class="button quiet"
      data-testid="report-again"
      onClick={() => changeTyped(null, { "report.what": null, "report.facts": null })}
    >
      {t("report.again")}
    </button>
  );
}

/** The person reads and edits the whole report before it leaves the device. */
export function ReportPage() {
  const what = typedText(null, "report.what") ?? "";
  // Today's facts, until the person changes them.
  const [today] = useState(reportText);
  const facts = typedText(null, "report.facts") ?? today;
  const text = `${what.trim()}\n\n${facts}`.trim();
  return (
    <div class="stack report">
      <p>{t("report.body")}</p>
      <p class="muted">{t("report.noWords")}</p>
      <Field
        label={t("report.what")}
        value={what}
        lines={5}
        maxLength={TEXT_MAX}
        testId="report-what"
        onInput={(value) => setTyped(null, "report.what", value || null)}
      />
      <Field
        label={t("report.text")}
        value={facts}
        lines={11}
        maxLength={TEXT_MAX}
        testId="report-text"
        onInput={(value) => setTyped(null, "report.facts", value)}
      />
      <WaysOut text={text} />
      <Again />
    </div>
  );
}
