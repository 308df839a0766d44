import "./PastStage.css";
import { t } from "../../i18n";
import { count, dateTime } from "../../i18n/format";
import type { PastState } from "../../model/engine";
import type { GoalView } from "../../state/app";
import { branches } from "../../state/history";
import { people, shares } from "../../state/over-time";
import { last, past, playing, position, shownPosition } from "../../state/past";
import { drawn, series } from "../../state/series";
import { Room } from "../../ui/Room";
import { UserText } from "../../ui/UserText";
import { deviceName } from "./device-name";
import { PastPictures } from "./PastPictures";
import { PeoplePanel } from "./PeoplePanel";
import { Pins } from "./Pins";
import { SeriesPanel } from "./SeriesPanel";
import { SharesPanel } from "./SharesPanel";
import { ROW_ROOM, sentenceOf } from "./sentence";
import { Transport } from "./Transport";

export function placeText(at: number, end: number): string {
  return t("past.number", { n: count(at), last: count(end) });
}

function Words({ state, vault }: { state: PastState; vault: string }) {
  const { row, context } = state;
  const device = row.device && deviceName(row.device);
  const present = position.value === null || row.position === last.value;
  return (
    <div class="past-words">
      <p class="past-when" data-testid="past-when">
        {dateTime(row.t_ms)}
        {present && <span class="badge">{t("past.present")}</span>}
      </p>
      <p class="past-label">
        <UserText of={row.label} or={t(`history.${row.kind}`)} />
      </p>
      <p class="past-did" data-testid="past-did">
        {sentenceOf(row, ROW_ROOM)}
      </p>
      <p class="muted">
        {placeText(row.position, last.value)}
        {device && ` · ${device}`}
      </p>
      {context.goal?.title && (
        <p class="past-title">
          <span class="muted">{t("history.words")}</span> <UserText of={context.goal.title} />
        </p>
      )}
      <Pins past={state} vault={vault} />
    </div>
  );
}

/** The past: pictures of the three pages, the lines of the quantities, and the controls of the position. */
export function PastStage({ view }: { view: GoalView }) {
  const state = past.value;
  const at = shownPosition.value;
  const shown = series.value?.head === view.head ? series.value : null;
  const when = state?.row.position === at ? `, ${dateTime(state.row.t_ms)}` : "";
  const text = `${placeText(at, last.value)}${when}`;
  return (
    <section
      class={playing.value ? "past-stage is-playing" : "past-stage"}
      style={{ "--strips": drawn.value.length }}
      aria-label={t("past.stage")}
    >
      <div class="past-now">
        {state ? (
          <Words state={state} vault={view.vault} />
        ) : (
          <p class="muted past-words">{t("app.loading")}</p>
        )}
        {state ? <PastPictures of={state} present={view.live} /> : <div class="past-pictures" />}
      </div>
      <Transport text={text} />
      <Room loading={!shown} class="series-room">
        <SeriesPanel of={shown} branches={branches.value} />
      </Room>
      <Room loading={shares.value?.head !== view.head} class="shares-room">
        <SharesPanel view={view} />
      </Room>
      <Room loading={people.value?.head !== view.head}>
        <PeoplePanel view={view} />
      </Room>
    </section>
  );
}
