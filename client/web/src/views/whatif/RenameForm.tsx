import "./RenameForm.css";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { WHATIF_NAME_LENGTH_MAX } from "../../model/engine";
import { isBlank } from "../../model/text";
import { setTyped, typedText } from "../../state/typed";
import { Field } from "../../ui/Fields";

interface Props {
  vault: string;
  id: number;
  name: string;
  onSave: (name: string) => void;
  onCancel: () => void;
}

export function RenameForm({ vault, id, name, onSave, onCancel }: Props) {
  const field = `whatif.${id}` as const;
  const next = typedText(vault, field) ?? name;
  const cancel = () => {
    setTyped(vault, field, null);
    onCancel();
  };
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
        onInput={(text) => setTyped(vault, field, text)}
      />
      <button type="submit" class="button primary" data-testid="whatif-rename-save">
        {t("app.save")}
      </button>
      <button type="button" class="button" onClick={cancel}>
        {t("app.cancel")}
      </button>
    </form>
  );
}
