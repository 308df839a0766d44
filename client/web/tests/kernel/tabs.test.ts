import { expect, test } from "vitest";
import type { BetweenTabs, Method } from "../../src/kernel/protocol";
import { type Leader, Tabs } from "../../src/kernel/tabs";
import type { KernelEvent } from "../../src/kernel/types";

/** A browser of several tabs: one channel, one lock, tabs that can die. */
class Browser {
  readonly tabs: FakeTab[] = [];
  private holder: FakeTab | null = null;

  open(): FakeTab {
    const tab = new FakeTab(this);
    this.tabs.push(tab);
    tab.start();
    this.grant();
    return tab;
  }

  close(tab: FakeTab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    if (this.holder === tab) this.holder = null;
    this.grant();
  }

  broadcast(from: FakeTab, message: BetweenTabs): void {
    for (const tab of this.tabs) {
      if (tab !== from) queueMicrotask(() => this.tabs.includes(tab) && tab.hear(message));
    }
  }

  private grant(): void {
    if (this.holder !== null || this.tabs[0] === undefined) return;
    this.holder = this.tabs[0];
    this.holder.granted();
  }
}

class FakeTab {
  readonly events: KernelEvent[] = [];
  readonly ran: string[] = [];
  /** A leader that is busy for ever: calls reach it and get no answer. */
  stuck = false;
  hear: (message: BetweenTabs) => void = () => {};
  granted: () => void = () => {};
  publish: (event: KernelEvent) => void = () => {};
  private tabs: Tabs | null = null;
  private readonly browser: Browser;

  constructor(browser: Browser) {
    this.browser = browser;
  }

  start(): void {
    this.tabs = new Tabs({
      channel: {
        postMessage: (message) => this.browser.broadcast(this, structuredClone(message)),
        addEventListener: (_, listener) => {
          this.hear = (data) => listener({ data } as MessageEvent<BetweenTabs>);
        },
      },
      locks: {
        request: (async (_: string, run: () => Promise<never>) => {
          this.granted = () => void run();
        }) as LockManager["request"],
      },
      lead: (publish) => this.lead(publish),
      onEvent: (event) => this.events.push(event),
    });
  }

  call(method: Method, payload: string): Promise<string> {
    if (this.tabs === null) throw new Error("not started");
    return this.tabs.call(method, payload);
  }

  private lead(publish: (event: KernelEvent) => void): Leader {
    this.publish = publish;
    return {
      call: async (method, payload) => {
        this.ran.push(`${method} ${payload}`);
        if (this.stuck) return new Promise<never>(() => {});
        return `answer to ${payload}`;
      },
      flush: () => this.ran.push("flush"),
      retryBoot: () => this.ran.push("retry"),
    };
  }
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

test("the first tab leads, and the others' calls run there", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  expect(await first.call("view", "1")).toBe("answer to 1");
  expect(await second.call("view", "2")).toBe("answer to 2");
  expect(first.ran).toEqual(["view 1", "view 2"]);
  expect(second.ran).toEqual([]);
});

test("a later tab hears the present state, then every event", async () => {
  const browser = new Browser();
  const first = browser.open();
  first.publish({ type: "vaults", vaults: [], active: "v" });
  first.publish({ type: "phase", phase: "ready" });
  first.publish({ type: "progress", task: "verify", done: 1, total: 2 });
  const second = browser.open();
  await turns();
  expect(second.events).toEqual([
    { type: "vaults", vaults: [], active: "v" },
    { type: "phase", phase: "follower" },
  ]);
  first.publish({ type: "progress", task: "verify", done: 2, total: 2 });
  await turns();
  expect(second.events.at(-1)).toEqual({ type: "progress", task: "verify", done: 2, total: 2 });
  expect(first.events).toHaveLength(4);
});

test("when the leader goes the next takes over, and unanswered calls run there", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  const third = browser.open();
  await turns();
  first.stuck = true;
  const own = second.call("commit", "of the second");
  const other = third.call("commit", "of the third");
  await turns();
  expect(first.ran).toHaveLength(2);
  browser.close(first);
  expect(await own).toBe("answer to of the second");
  expect(await other).toBe("answer to of the third");
  expect(second.ran.sort()).toEqual(["commit of the second", "commit of the third"]);
});

test("a call that reaches the leader twice runs once", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  await turns();
  const call = { type: "call", id: "same", method: "commit", payload: "x" } as const;
  browser.broadcast(second, call);
  browser.broadcast(second, call);
  await turns();
  expect(first.ran).toEqual(["commit x"]);
});
