import "./styles/index.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { t } from "./i18n";
import { watchUpdates } from "./kernel/updates";
import { announceProblem, phase, ready, start, update, view } from "./state/app";
import { watchBadge } from "./state/badge";
import { watchInstall } from "./state/install";
import { language, theme } from "./state/prefs";
import { startRouter } from "./state/router";
import { firstWords, takeShared } from "./state/shared";
import { App } from "./views/shell/App";

const root = document.documentElement;

effect(() => {
  root.lang = language.value;
});
effect(() => {
  if (theme.value === "system") root.removeAttribute("data-theme");
  else root.dataset.theme = theme.value;
});
effect(() => {
  root.dataset.phase = phase.value.phase;
  root.dataset.ready = String(ready.value);
});
effect(() => {
  const name = view.value?.name;
  document.title = name ? `${name} · ${t("app.name")}` : t("app.name");
});

startRouter(() => {
  void takeShared().then((words) => {
    firstWords.value = words;
  }, announceProblem);
});
watchInstall();
watchBadge();
void start();
const mount = document.getElementById("app");
if (mount) render(<App />, mount);
watchUpdates((offered) => {
  update.value = offered;
}).catch(() => {
  // Without a service worker (a private window, a development server) the page works while it is online.
});
