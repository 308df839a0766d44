/** Runs `ask` for the newest input only: what comes while one is asked replaces what waits. */
export function newestOnly<Input>(ask: (input: Input) => Promise<void>): (input: Input) => void {
  let waiting: { input: Input } | null = null;
  let asking = false;
  const pump = async () => {
    asking = true;
    while (waiting) {
      const { input } = waiting;
      waiting = null;
      // Whoever asks handles the refusal; the next one is asked all the same.
      await ask(input).catch(() => undefined);
    }
    asking = false;
  };
  return (input) => {
    waiting = { input };
    if (!asking) void pump();
  };
}
