/** The pages that a start does not show; they come once the engine takes input, or when one of them is asked for. */
export { DevicesPage } from "../devices/DevicesPage";
export { HistoryPage } from "../history/HistoryPage";
export { MandalaPage } from "../mandala/MandalaPage";
export { RoutePage } from "../route/RoutePage";
export { SettingsPage } from "../settings/SettingsPage";
