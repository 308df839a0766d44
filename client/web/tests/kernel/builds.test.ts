import { beforeEach, expect, test, vi } from "vitest";
import { watchBuilds } from "../../src/platform/builds";

/** A page of another build: it hears what the page under test says, and can say its own. */
class Channel extends EventTarget {
  static said: string[] = [];
  static last: Channel;

  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    Channel.last = this;
  }

  postMessage(build: string): void {
    Channel.said.push(build);
  }
}

const hear = (build: string) =>
  Channel.last.dispatchEvent(new MessageEvent("message", { data: build }));

const done: string[] = [];
const reload = vi.fn(() => done.push("load again"));
const save = vi.fn(async () => void done.push("saved"));
const kept = new Map<string, string>();

beforeEach(() => {
  vi.clearAllMocks();
  done.length = 0;
  Channel.said.length = 0;
  kept.clear();
  vi.stubGlobal("BroadcastChannel", Channel);
  vi.stubGlobal("location", { reload });
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});

test("a page that starts says its build, where pages of every build hear it", () => {
  watchBuilds(save);
  expect(Channel.said).toEqual([__BUILD_ID__]);
  expect(Channel.last.name).toBe("autus-builds");
});

test("a page of another build saves, and loads again only then", async () => {
  watchBuilds(save);
  hear("another build");
  await vi.waitFor(() => expect(done).toEqual(["saved", "load again"]));
});

test("a page that still has something to save is not loaded again", async () => {
  watchBuilds(save);
  let saved = () => {};
  save.mockReturnValueOnce(
    new Promise<undefined>((resolve) => {
      saved = () => resolve(undefined);
    }),
  );
  hear("another build");
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual([]);
  saved();
  await vi.waitFor(() => expect(done).toEqual(["load again"]));
});

test("a page of the same build stays as it is", async () => {
  watchBuilds(save);
  hear(__BUILD_ID__);
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual([]);
});

test("a page that was loaded for another does not ask that one to load in its turn", async () => {
  watchBuilds(save);
  hear("another build");
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  Channel.said.length = 0;
  watchBuilds(save);
  expect(Channel.said).toEqual([]);
  // Loaded by its person, it is one like any other.
  watchBuilds(save);
  expect(Channel.said).toEqual([__BUILD_ID__]);
});
