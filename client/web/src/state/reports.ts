/** The text of a problem report: facts about the program, never what a person wrote. */
import { version } from "../../package.json";
import { language } from "../i18n/language";
import type { SyncStatus } from "../model/engine";
import { view as currentView, persistence, phase, sync, vaults } from "./app";
import { theme } from "./prefs";
import { recentProblems } from "./recent-problems";

/** Without an account nothing waits for a server. */
function syncState({ phase, waiting }: SyncStatus): string {
  return phase === "local" ? phase : `${phase}, ${waiting} commits waiting`;
}

export function reportText(): string {
  const current = currentView.peek();
  const facts: [string, string | number][] = [
    ["version", `${version} (${__BUILD_ID__})`],
    ["browser", navigator.userAgent],
    ["screen", `${innerWidth}x${innerHeight} @${devicePixelRatio}`],
    ["language", `${language.peek()}, theme ${theme.peek()}`],
    ["engine", phase.peek().phase],
    ["storage", persistence.peek()],
    ["sync", syncState(sync.peek())],
    ["goals", vaults.peek().length],
    ["commits", current?.commits ?? 0],
    ["nodes", current?.live.graph.nodes.length ?? 0],
    ["problems", recentProblems().join(", ") || "none"],
  ];
  return facts.map(([name, value]) => `${name}: ${value}`).join("\n");
}
