/** What the pages of a goal need, and the first page does not. One chunk (`chunkOf` in `vite.config.ts`). */
export { CommitBar } from "../commit/CommitBar";
export { MovedReadings } from "../commit/MovedReadings";
export { SyncDetails } from "../devices/SyncDetails";
export { GoalPage } from "../goal/GoalPage";
export { DemoBanner } from "../onboarding/DemoBanner";
export { WhatIfs } from "../whatif/WhatIfs";
export { GoalTermNote } from "./GoalTermNote";
export { VaultDialog } from "./VaultDialog";
