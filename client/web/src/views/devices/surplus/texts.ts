import { surplus as en } from "../../../i18n/en/surplus";
import { surplus as ko } from "../../../i18n/ko/surplus";
import { addTexts } from "../../../i18n/loaded";

addTexts({ en: { surplus: en }, ko: { surplus: ko } });
