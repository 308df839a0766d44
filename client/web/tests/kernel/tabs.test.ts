import { expect, test } from "vitest";
import type { LockKey } from "../../src/kernel/host/lock-key";
import type { BetweenTabs } from "../../src/kernel/messages";
import { type Leader, Tabs } from "../../src/kernel/tabs";
import type { ClientEvent, Method, VaultView } from "../../src/model/engine";

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
  readonly events: ClientEvent[] = [];
  readonly ran: string[] = [];
  key: Uint8Array<ArrayBuffer> | null = null;
  /** The engine of this tab keeps a lock key for the next one. */
  keep: (key: Uint8Array<ArrayBuffer> | null) => void = () => {};
  /** A leader that is busy for ever: calls reach it and get no answer. */
  stuck = false;
  /** When the engine of this tab is up, once it leads. */
  up: Promise<void> = Promise.resolve();
  hear: (message: BetweenTabs) => void = () => {};
  granted: () => void = () => {};
  publish: (event: ClientEvent) => void = () => {};
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
      lockKey: this.lockKey(),
      onEvent: (event) => this.events.push(event),
      end: () => this.browser.close(this),
    });
  }

  private lockKey(): LockKey {
    const tab = this;
    return {
      get kept() {
        return tab.key;
      },
      keep: (key) => this.keep(key),
      take: (key) => {
        this.key = key;
      },
      onKeep: (listener) => {
        this.keep = (key) => {
          this.key = key;
          listener(key);
        };
      },
    };
  }

  call(method: Method, payload: string): Promise<string> {
    if (this.tabs === null) throw new Error("not started");
    return this.tabs.call(method, payload);
  }

  wake(): void {
    this.tabs?.wake();
  }

  active(): void {
    this.tabs?.active();
  }

  private lead(publish: (event: ClientEvent) => void): Leader {
    this.publish = publish;
    return {
      call: async (method, payload) => {
        this.ran.push(`${method} ${payload}`);
        if (this.stuck) return new Promise<never>(() => {});
        await this.up;
        if (method === "boot") return JSON.stringify({ ok: { active: OTHER, vaults: [] } });
        if (method === "view" && payload === VIEW_OPEN) return JSON.stringify({ ok: PRESENT });
        return `answer to ${payload}`;
      },
      flush: () => this.ran.push("flush"),
      wake: () => this.ran.push("wake"),
      active: () => this.ran.push("active"),
    };
  }
}

const OPEN = "the goal of the lost call";
const OTHER = "the goal that was chosen last";
const VIEW_OPEN = JSON.stringify({ vault: OPEN });
const PRESENT = { vault: OPEN, commits: 2 } as unknown as VaultView;
const SHOWN: ClientEvent = { type: "view", view: PRESENT };
/** What a tab asks of a new leader, to show what the last one may have done to the goal of its call. */
const LOOKS = ["boot {}", `view ${VIEW_OPEN}`];

const codeOf = (answer: string): string => JSON.parse(answer).error.code;

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

test("a tab that is shown again wakes the leader", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  first.wake();
  second.wake();
  await turns();
  expect(first.ran).toEqual(["wake", "wake"]);
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

test("when the leader goes the next takes over, and what may be asked twice is asked there", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  const third = browser.open();
  await turns();
  first.stuck = true;
  const own = second.call("history", "of the second");
  const other = third.call("set_words", "of the third");
  await turns();
  expect(first.ran).toHaveLength(2);
  browser.close(first);
  expect(await own).toBe("answer to of the second");
  expect(await other).toBe("answer to of the third");
  expect(second.ran).toEqual(
    expect.arrayContaining(["history of the second", "set_words of the third"]),
  );
});

test("a commit whose answer was lost is not run again: its end is unknown, with the present state shown", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  const third = browser.open();
  await turns();
  first.stuck = true;
  let start = () => {};
  second.up = new Promise((resolve) => {
    start = resolve;
  });
  const ends: string[] = [];
  for (const tab of [second, third]) {
    void tab.call("commit", VIEW_OPEN).then((answer) => ends.push(codeOf(answer)));
  }
  await turns();
  expect(first.ran).toEqual([`commit ${VIEW_OPEN}`, `commit ${VIEW_OPEN}`]);
  browser.close(first);
  await turns();
  expect(ends).toEqual([]);
  start();
  await turns();
  expect(ends).toEqual(["OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN"]);
  expect(second.ran.sort()).toEqual([...LOOKS, ...LOOKS].sort());
  expect(second.events).toContainEqual(SHOWN);
  expect(third.events).toContainEqual(SHOWN);
  expect(await third.call("commit", "once more")).toBe("answer to once more");
});

test("an engine that failed makes room for the tab that tries again", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  await turns();
  first.publish({ type: "phase", phase: "failed", code: "BOOT_TIMED_OUT", detail: "" });
  await turns();
  expect(browser.tabs).toEqual([first, second]);
  browser.close(second);
  const again = browser.open();
  await turns();
  expect(browser.tabs).toEqual([again]);
  expect(await again.call("boot", "{}")).toContain("ok");
  expect(again.ran).toContain("boot {}");
});

test("an answer that comes late is better than none", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  const third = browser.open();
  await turns();
  first.stuck = true;
  second.up = new Promise(() => {});
  let sent = "";
  const hear = first.hear;
  first.hear = (message) => {
    if (message.type === "call") sent = message.id;
    hear(message);
  };
  const commit = third.call("commit", "{}");
  await turns();
  browser.close(first);
  await turns();
  browser.broadcast(first, { type: "answer", id: sent, payload: "done" });
  expect(await commit).toBe("done");
});

test("two leaders may go, one after the other", async () => {
  const browser = new Browser();
  const tabs = [browser.open(), browser.open(), browser.open()] as const;
  await turns();
  tabs[0].stuck = true;
  tabs[1].stuck = true;
  const commit = tabs[2].call("commit", "{}");
  const history = tabs[2].call("history", "{}");
  await turns();
  browser.close(tabs[0]);
  await turns();
  browser.close(tabs[1]);
  expect(codeOf(await commit)).toBe("OUTCOME_UNKNOWN");
  expect(await history).toBe("answer to {}");
  expect(tabs[2].ran.filter((ran) => ran.startsWith("commit"))).toEqual([]);
});

test("what no leader has been sent yet runs, whatever it is", async () => {
  const browser = new Browser();
  const first = browser.open();
  const second = browser.open();
  const commit = second.call("commit", "{}");
  browser.close(first);
  expect(await commit).toBe("answer to {}");
  expect(second.ran).toEqual(["commit {}"]);
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

test("every tab has the lock key for its turn to lead, and none has it after the lock", async () => {
  const browser = new Browser();
  const [first, second] = [browser.open(), browser.open()];
  await turns();
  const key = Uint8Array.of(1, 2, 3);
  first.keep(key);
  await turns();
  expect(second.key).toEqual(key);
  const third = browser.open();
  await turns();
  expect(third.key).toEqual(key);
  first.keep(null);
  await turns();
  expect([second.key, third.key]).toEqual([null, null]);
});

test("a lock ends every tab, after its page has heard of it", async () => {
  const browser = new Browser();
  const tabs = [browser.open(), browser.open(), browser.open()];
  await turns();
  const locked: ClientEvent = { type: "lock", locked: true, lock: null };
  tabs[0]?.publish({ type: "lock", locked: false, lock: null });
  await turns();
  expect(browser.tabs).toHaveLength(3);
  tabs[0]?.publish(locked);
  await turns();
  for (const tab of tabs) expect(tab.events).toContainEqual(locked);
  expect(browser.tabs).toEqual([]);
});

test("the leader hears where the person is", async () => {
  const browser = new Browser();
  const [first, second] = [browser.open(), browser.open()];
  await turns();
  second.active();
  first.active();
  await turns();
  expect(first.ran).toEqual(["active", "active"]);
});
