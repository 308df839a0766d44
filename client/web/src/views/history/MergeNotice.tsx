import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { list, timeRange } from "../../i18n/format";
import type { CommitDevice } from "../../model/engine";
import { hrefOf } from "../../model/pages";
import { view } from "../../state/app";
import { closeMerges, mergeNews, type Told, tellMerges } from "../../state/merge-news";
import { useReleased } from "../../state/press";
import { CloseButton } from "../../ui/CloseButton";
import { nameOfDevice } from "./device-name";

function textOf(news: Told): string {
  const devices: readonly CommitDevice[] = news.devices;
  const parts = news.devices.map((it) =>
    t("record.did.commitsOf", { count: it.commits, device: nameOfDevice(it, devices) }),
  );
  const when = timeRange(news.first_ms, news.last_ms);
  return t("record.merged", { count: news.merges, list: list(parts), when });
}

function close(): void {
  closeMerges();
  // The button that had the focus is gone.
  document.getElementById("main")?.focus();
}

/** Tells once of the merges that this device got or made since the person last looked. */
export function MergeNotice() {
  const vault = view.value?.vault;
  const head = view.value?.head;
  useEffect(() => {
    if (!vault || !head) return undefined;
    const tell = () => {
      if (document.visibilityState === "visible") void tellMerges(vault);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [vault, head]);
  const news = useReleased(mergeNews);
  return (
    <div role="status">
      {news && news.vault === vault && (
        <p class="standing" data-testid="merge-notice">
          <span>{textOf(news)}</span>
          <a class="button quiet" href={hrefOf("history")} data-testid="merge-history">
            {t("record.toHistory")}
          </a>
          <CloseButton testId="merge-close" onClick={close} />
        </p>
      )}
    </div>
  );
}
