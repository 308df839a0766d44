import { passkeys as en, passkeyProblems as enProblems } from "../../../i18n/en/passkeys";
import { passkeys as ko, passkeyProblems as koProblems } from "../../../i18n/ko/passkeys";
import { addTexts } from "../../../i18n/loaded";

addTexts({
  en: { passkeys: en, problem: enProblems },
  ko: { passkeys: ko, problem: koProblems },
});
