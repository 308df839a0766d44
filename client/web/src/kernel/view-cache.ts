/** The last view, sealed in this browser. A start shows it before Python is up. */

import type { Account, EngineEvent, SyncStatus, VaultSummary, VaultView } from "../model/engine";
import type {} from "./early";
import { deviceOpen, deviceSeal } from "./host/crypto";
import { type Database, openDatabase } from "./host/database";

interface CachedView {
  view: VaultView | null;
  vaults: VaultSummary[];
  active: string | null;
  account: Account | null;
  sync: SyncStatus | null;
  saved_ms: number;
}

const RECORD_KEY = "snapshot";
/** Another build may write another form, so its record does not open here. */
const BOUND_TO = new TextEncoder().encode(`autus/v1/snapshot/${__BUILD_ID__}`);
const SAVE_AFTER_MS = 150;

/** What `start.js` reads already, or else what this reads. */
export function cachedView(): Promise<VaultView | null> {
  return globalThis.autusEarly?.view ?? loadCachedView();
}

/** null on a first visit, or if it does not open. It is a copy, and nothing depends on it. */
export async function loadCachedView(): Promise<VaultView | null> {
  const database = await openDatabase(() => {}).catch(() => null);
  if (database === null) return null;
  try {
    const sealed = await database.get("local", RECORD_KEY);
    if (sealed === undefined) return null;
    const [opened] = await deviceOpen(database, [[sealed as Uint8Array<ArrayBuffer>, BOUND_TO]]);
    return opened ? (JSON.parse(new TextDecoder().decode(opened)) as CachedView).view : null;
  } catch {
    return null;
  } finally {
    database.close();
  }
}

/** Follows the engine's events and writes the newest state a moment after it changed. */
export class ViewCacheWriter {
  private readonly database: Promise<Database>;
  private readonly content: CachedView = {
    view: null,
    vaults: [],
    active: null,
    account: null,
    sync: null,
    saved_ms: 0,
  };
  private timer = 0;
  private stopped = false;
  private saving: Promise<void> = Promise.resolve();

  constructor(database: Promise<Database>) {
    this.database = database;
  }

  update(event: EngineEvent): void {
    const { content } = this;
    if (event.type === "view") {
      if (content.active === null || content.active === event.view.vault) content.view = event.view;
    } else if (event.type === "vaults") {
      content.vaults = event.vaults;
      content.active = event.active;
      if (content.view !== null && content.view.vault !== event.active) content.view = null;
    } else if (event.type === "typed") {
      this.updateTyped(event.vault, event.changes);
    } else if (event.type === "sync") {
      content.sync = event.status;
    } else {
      return;
    }
    this.schedule();
  }

  updateAccount(account: Account | null): void {
    this.content.account = account;
    this.schedule();
  }

  private updateTyped(vault: string | null, changes: Record<string, string | null>): void {
    const { view } = this.content;
    if (view === null || view.vault !== vault) return;
    const typed = { ...view.typed, ...changes };
    const kept = Object.entries(typed).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    this.content.view = { ...view, typed: Object.fromEntries(kept) };
  }

  /** Keeps nothing more, and deletes what is kept: a device with a lock shows nothing before it is unlocked. */
  async stop(): Promise<void> {
    this.stopped = true;
    self.clearTimeout(this.timer);
    this.timer = 0;
    await this.saving;
    const database = await this.database;
    const transaction = database.transaction("local", "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.delete(RECORD_KEY), transaction.done]);
  }

  /** Keeps the state again. */
  go(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== 0 || this.stopped) return;
    this.timer = self.setTimeout(() => {
      this.timer = 0;
      this.saving = this.save();
    }, SAVE_AFTER_MS);
  }

  /** A failure changes nothing: this is a copy, and the next change tries again. */
  private async save(): Promise<void> {
    const text = JSON.stringify({ ...this.content, saved_ms: Date.now() });
    try {
      const database = await this.database;
      const [sealed] = await deviceSeal(database, [[new TextEncoder().encode(text), BOUND_TO]]);
      if (sealed && !this.stopped) await database.put("local", sealed, RECORD_KEY);
    } catch (error) {
      console.warn("The last view was not cached.", error);
    }
  }
}
