import { useEffect, useRef, useState } from "preact/hooks";
import { type Key, t } from "../../../i18n";
import { loadLate } from "../../../platform/app-files";
import { CameraError, type CameraFault, startCamera, watchCodes } from "../../../platform/camera";

type State = "off" | "starting" | "looking" | CameraFault;

const SAID: Record<Exclude<State, "off">, Key> = {
  starting: "adding.cameraStarting",
  looking: "adding.cameraLooking",
  refused: "adding.cameraRefused",
  none: "adding.cameraNone",
  busy: "adding.cameraBusy",
};

/** The camera in `place`. It stops with the component. */
function useCamera(given: (text: string) => void) {
  const [state, setState] = useState<State>("off");
  const place = useRef<HTMLDivElement>(null);
  const end = useRef<() => void>(() => {});
  const onText = useRef(given);
  onText.current = given;
  useEffect(() => () => end.current(), []);
  const stop = () => {
    end.current();
    end.current = () => {};
    setState("off");
  };
  const start = async () => {
    let wanted = true;
    end.current = () => {
      wanted = false;
    };
    setState("starting");
    try {
      const camera = await startCamera();
      if (!wanted) return camera.stop();
      camera.picture.setAttribute("aria-label", t("adding.cameraView"));
      place.current?.replaceChildren(camera.picture);
      end.current = () => {
        wanted = false;
        camera.stop();
        camera.picture.remove();
      };
      const unwatch = await loadLate(() =>
        watchCodes(camera.picture, (text) => onText.current(text)),
      );
      if (!wanted) return unwatch();
      end.current = () => {
        unwatch();
        camera.stop();
        camera.picture.remove();
      };
      setState("looking");
    } catch (error) {
      if (!wanted) return;
      end.current();
      setState(error instanceof CameraError ? error.fault : "busy");
    }
  };
  return { state, place, start, stop };
}

/** The camera, until it has read a text. `foreign` says of the last text that it is something else. */
export function QrReader(props: { foreign: boolean; onText: (text: string) => void }) {
  const { state, place, start, stop } = useCamera(props.onText);
  const isOn = state === "starting" || state === "looking";
  const said = state === "off" ? null : SAID[state];
  return (
    <div class="stack">
      <button
        type="button"
        class="button primary"
        data-testid="add-device-camera"
        onClick={() => (isOn ? stop() : void start())}
      >
        {t(isOn ? "adding.cameraStop" : "adding.camera")}
      </button>
      <div ref={place} class="adding-view" data-testid="add-device-view" />
      <p role="status" data-testid="add-device-said" data-state={state}>
        {props.foreign && isOn ? t("adding.cameraOther") : said && t(said)}
      </p>
    </div>
  );
}
