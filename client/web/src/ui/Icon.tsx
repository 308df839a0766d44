const PATHS = {
  goal: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 5a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
  route:
    "M6 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5m12 3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M9 14.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8.4 7.700l7.2 1.800M7 9.400l1.4 5.200M16.3 11.800l-5.4 3.7",
  mandala:
    "M12 3v18M3 12h18M5.6 5.600l12.8 12.800M18.4 5.6 5.6 18.400M12 6.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11",
  history: "M12 4a8 8 0 1 1-7.4 5M4 4v5h5M12 8v4.500l3 2",
  devices:
    "M4 5h11a1 1 0 0 1 1 1v3M4 5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h7M7 20h5m3-9h5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 4.500v5M9 14.500v5",
  plus: "M12 5v14M5 12h14",
  pause: "M9 6.500v11M15 6.500v11",
  play: "M9 6l9 6-9 6z",
  minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  close: "M6 6l12 12M18 6 6 18",
  chevron: "M6 9l6 6 6-6",
  check: "M5 12.500l4.5 4.500L19 7.5",
  offline:
    "M4 4l16 16M8.5 8.500A6 6 0 0 0 6.5 18h10M10.5 6.200A6 6 0 0 1 18 11a3.6 3.6 0 0 1 2.4 5.6",
  cloud: "M7 18a4 4 0 0 1-.5-8 6 6 0 0 1 11.4 1A3.6 3.6 0 0 1 17.5 18z",
  sync: "M4.5 11a7.6 7.6 0 0 1 13-4L20 9.500M20 5v4.500h-4.500M19.5 13a7.6 7.6 0 0 1-13 4L4 14.500M4 19v-4.500h4.5",
  alert: "M12 4 2.8 20h18.400zM12 10v4.500M12 17.200v.3",
  undo: "M9 7 4.5 11.5 9 16M5 11.500h9a5 5 0 0 1 0 10h-1",
  redo: "M15 7l4.500 4.500L15 16M19.500 11.500h-9a5 5 0 0 0 0 10h1",
  lock: "M7 11h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1M8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  back: "M14.500 6.500 9 12l5.500 5.500",
  forward: "M9.500 6.500 15 12l-5.500 5.500",
  first: "M16.500 6.500 11 12l5.500 5.500M7.500 6.500v11",
  last: "M7.500 6.500 13 12l-5.500 5.500M16.500 6.500v11",
  save: "M12 4v10.500M7.500 10.500 12 15l4.500-4.500M5 19h14",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration. The text beside it carries the meaning. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
