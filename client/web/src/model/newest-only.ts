/** Runs `ask` for the newest input only: one call at a time, and a newer input replaces the one that waits. */
export function newestOnly<Input>(ask: (input: Input) => Promise<void>): (input: Input) => void {
  let waiting: { input: Input } | null = null;
  let asking = false;
  const pump = async () => {
    asking = true;
    while (waiting) {
      const { input } = waiting;
      waiting = null;
      // The caller handles the refusal. The next input follows all the same.
      await ask(input).catch(() => undefined);
    }
    asking = false;
  };
  return (input) => {
    waiting = { input };
    if (!asking) void pump();
  };
}
