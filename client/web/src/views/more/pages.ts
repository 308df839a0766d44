import type { FunctionComponent } from "preact";
import type { MorePage } from "../../model/pages";
import { PrivacyPage, TermsPage } from "../legal/LegalPage";
import { ChangesPage } from "./ChangesPage";
import { ReportPage } from "./ReportPage";
import { SummaryPage } from "./SummaryPage";

export const PAGES: Record<MorePage, FunctionComponent> = {
  summary: SummaryPage,
  changes: ChangesPage,
  report: ReportPage,
  privacy: PrivacyPage,
  terms: TermsPage,
};
