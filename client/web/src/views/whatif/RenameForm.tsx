import "./RenameForm.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { WHATIF_NAME_LENGTH_MAX } from "../../model/engine";
import { isBlank } from "../../model/text";
import { Field } from "../../ui/Fields";

interface Props {
  name: string;
  onSave: (name: string) => void;
  onCancel: () => void;
}

export function RenameForm({ name, onSave, onCancel }: Props) {
  const [next, setNext] = useState(name);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.select(), []);
  return (
    <form
      ref={form}
      class="whatif-rename"
      aria-label={t("whatif.renameOf", { name })}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBlank(next)) onSave(next);
      }}
    >
      <Field
        label={t("whatif.newName")}
        value={next}
        maxLength={WHATIF_NAME_LENGTH_MAX}
        required
        testId="whatif-new-name"
        onInput={setNext}
      />
      <button type="submit" class="button primary" data-testid="whatif-rename-save">
        {t("app.save")}
      </button>
      <button type="button" class="button" onClick={onCancel}>
        {t("app.cancel")}
      </button>
    </form>
  );
}
