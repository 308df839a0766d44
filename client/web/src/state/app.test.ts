import { beforeEach, expect, test, vi } from "vitest";
import type { KernelEvent } from "../kernel/types";

let tell: (event: KernelEvent) => void = () => {};
const boot = vi.fn();
const subscribe = vi.fn((listener: typeof tell) => {
  tell = listener;
});

vi.mock("../kernel/api", () => ({ api: { boot, subscribe, persistence: async () => "unknown" } }));

const TIMED_OUT = { code: "BOOT_TIMED_OUT", detail: "The engine did not start within 120 s." };

beforeEach(() => {
  vi.resetModules();
  vi.clearAllMocks();
});

test("why the engine did not start keeps its code, by which it is told in the person's language", async () => {
  const { phase, start } = await import("./app");
  boot.mockReturnValue(new Promise(() => {}));
  void start();
  tell({ type: "phase", phase: "failed", ...TIMED_OUT });
  expect(phase.value).toMatchObject({ phase: "failed", ...TIMED_OUT });
});

test("so does a refused start", async () => {
  const { phase, start } = await import("./app");
  const { KernelError } = await import("../kernel/types");
  boot.mockRejectedValue(new KernelError(TIMED_OUT));
  await start();
  expect(phase.value).toEqual({ phase: "failed", ...TIMED_OUT });
});
