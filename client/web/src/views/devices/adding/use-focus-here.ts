import { useEffect, useRef } from "preact/hooks";

/** Takes the focus when the element appears: what was pressed has just gone. */
export function useFocusHere<E extends HTMLElement>() {
  const place = useRef<E>(null);
  useEffect(() => place.current?.focus(), []);
  return place;
}
