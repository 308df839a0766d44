import { adding as en, addingProblems as enProblems } from "../../../i18n/en/adding";
import { adding as ko, addingProblems as koProblems } from "../../../i18n/ko/adding";
import { addTexts } from "../../../i18n/loaded";

addTexts({ en: { adding: en, problem: enProblems }, ko: { adding: ko, problem: koProblems } });
