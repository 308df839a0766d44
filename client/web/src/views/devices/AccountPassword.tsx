import { t } from "../../i18n";
import { account } from "../../state/app";
import { Field } from "../../ui/Fields";
import type { TestId } from "../../ui/test-ids";

interface Props {
  label?: string;
  value: string;
  hint?: string;
  testId: TestId;
  onInput: (value: string) => void;
}

/** The present password of the account. A password manager finds it by the account's name, which nobody needs to see. */
export function AccountPassword({ label = t("account.password"), ...field }: Props) {
  return (
    <>
      <input
        hidden
        readOnly
        autocomplete="username"
        value={account.value?.name ?? ""}
        data-testid="account-of-password"
      />
      <Field label={label} type="password" autocomplete="current-password" {...field} />
    </>
  );
}
