import { lock as en, lockProblems as enProblems } from "../../i18n/en/lock";
import { lock as ko, lockProblems as koProblems } from "../../i18n/ko/lock";
import { addTexts } from "../../i18n/loaded";

addTexts({ en: { lock: en, problem: enProblems }, ko: { lock: ko, problem: koProblems } });
