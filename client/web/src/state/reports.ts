/** The text of a problem report: facts about the program, never what a person wrote. */
import { version } from "../../package.json";
import { language } from "../i18n/language";
import { view as currentView, persistence, phase, sync, vaults } from "./app";
import { theme } from "./prefs";
import { recentProblems } from "./recent-problems";

export function reportText(): string {
  const current = currentView.peek();
  const facts: [string, string | number][] = [
    ["version", `${version} (${__BUILD_ID__})`],
    ["browser", navigator.userAgent],
    ["screen", `${innerWidth}x${innerHeight} @${devicePixelRatio}`],
    ["language", `${language.peek()}, theme ${theme.peek()}`],
    ["engine", phase.peek().phase],
    ["storage", persistence.peek()],
    ["sync", `${sync.peek().phase}, ${sync.peek().waiting} waiting`],
    ["goals", vaults.peek().length],
    ["commits", current?.commits ?? 0],
    ["nodes", current?.live.graph.nodes.length ?? 0],
    ["problems", recentProblems().join(", ") || "none"],
  ];
  return facts.map(([name, value]) => `${name}: ${value}`).join("\n");
}
