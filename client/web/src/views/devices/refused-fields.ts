import { t } from "../../i18n";
import { ACCOUNT_NAME_LENGTH_MAX, PASSWORD_LENGTH_MIN, type Problem } from "../../model/engine";
import { spelledOut } from "../../model/text";

/** What is wrong in each field of the account form. */
export interface FieldErrors {
  name: string | null;
  password: string | null;
  again: string | null;
  device: string | null;
}

const NONE: FieldErrors = { name: null, password: null, again: null, device: null };

function badName({ reason, character }: Problem): string {
  if (reason === "long") return t("accountName.long", { n: ACCOUNT_NAME_LENGTH_MAX });
  if (reason !== "character") return t("account.nameMissing");
  return t("accountName.character", { character: spelledOut(String(character)) });
}

/** The fields that a refusal is about, or null. */
export function refusedFields(problem: Problem): FieldErrors | null {
  switch (problem.code) {
    case "BAD_ACCOUNT_NAME":
      return { ...NONE, name: badName(problem) };
    case "NAME_TAKEN":
      return { ...NONE, name: t("accountName.taken") };
    case "NAME_CONFUSABLE":
      return { ...NONE, name: t("accountName.confusable") };
    case "PASSWORD_TOO_SHORT":
      return { ...NONE, password: t("account.short", { n: PASSWORD_LENGTH_MIN }) };
    case "BAD_PASSWORD":
      return { ...NONE, password: t("problem.BAD_PASSWORD.what") };
    case "BAD_DEVICE_NAME":
      return { ...NONE, device: t("problem.BAD_DEVICE_NAME.what") };
    default:
      return null;
  }
}
