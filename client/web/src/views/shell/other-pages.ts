/** The pages that a start does not show. They load once the engine is ready, or when somebody opens one. */
export { DevicesPage } from "../devices/DevicesPage";
export { HistoryPage } from "../history/HistoryPage";
export { MandalaPage } from "../mandala/MandalaPage";
export { RoutePage } from "../route/RoutePage";
export { SettingsPage } from "../settings/SettingsPage";
