// The simulated phone of Lighthouse takes the times of tasks from the clock on the wall, and with them all the time for
// which a busy machine did something else. The trace also has what each thread ran for: tasks are told in that time.

const isTask = ({ ph, name, dur, tdur, tts }) =>
  ph === "X" &&
  name.endsWith("RunTask") &&
  dur !== undefined &&
  tdur !== undefined &&
  tts !== undefined;

/** The events of one thread, each within its task as if nothing had interrupted it. */
function oneThread(events) {
  const ordered = [...events].sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  let task = null;
  return ordered.map((event) => {
    const inside = task !== null && event.ts <= task.ts + task.dur;
    if (!inside) task = isTask(event) ? event : null;
    if (!task || event.tts === undefined) return event;
    const ts = task.ts + Math.min(Math.max(event.tts - task.tts, 0), event.ts - task.ts);
    return event.tdur === undefined
      ? { ...event, ts }
      : { ...event, ts, dur: Math.min(event.dur, event.tdur) };
  });
}

export function withoutWaiting(events) {
  const threads = new Map();
  for (const event of events) {
    const thread = `${event.pid} ${event.tid}`;
    if (!threads.has(thread)) threads.set(thread, []);
    threads.get(thread).push(event);
  }
  return [...threads.values()].flatMap(oneThread);
}
