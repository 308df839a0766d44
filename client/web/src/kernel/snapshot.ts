/** The last state on screen, kept sealed in this browser so that a start can show it before Python is up. */

import { deviceOpen, deviceSeal } from "./host/crypto";
import { type Database, openDatabase } from "./host/database";
import type { Account, EngineEvent, SyncStatus, VaultSummary, VaultView } from "./types";

export interface Snapshot {
  view: VaultView | null;
  vaults: VaultSummary[];
  active: string | null;
  account: Account | null;
  sync: SyncStatus | null;
  saved_ms: number;
}

const SNAPSHOT_KEY = "snapshot";
const BOUND_TO = new TextEncoder().encode("autus/v1/snapshot");
const SAVE_AFTER_MS = 150;

/** null on a first visit, or when it cannot be read: it is a copy, nothing depends on it. */
export async function loadSnapshot(): Promise<Snapshot | null> {
  const database = await openDatabase(() => {}).catch(() => null);
  if (database === null) return null;
  try {
    const sealed = await database.get("local", SNAPSHOT_KEY);
    if (sealed === undefined) return null;
    const [opened] = await deviceOpen(database, [[sealed as Uint8Array<ArrayBuffer>, BOUND_TO]]);
    return opened ? (JSON.parse(new TextDecoder().decode(opened)) as Snapshot) : null;
  } catch {
    return null;
  } finally {
    database.close();
  }
}

/** Follows the engine's events and writes the newest state a moment after it changed. */
export class SnapshotWriter {
  private readonly database: Promise<Database>;
  private readonly snapshot: Snapshot = {
    view: null,
    vaults: [],
    active: null,
    account: null,
    sync: null,
    saved_ms: 0,
  };
  private timer = 0;

  constructor(database: Promise<Database>) {
    this.database = database;
  }

  see(event: EngineEvent): void {
    const { snapshot } = this;
    if (event.type === "view") {
      if (snapshot.active === null || snapshot.active === event.view.vault)
        snapshot.view = event.view;
    } else if (event.type === "vaults") {
      snapshot.vaults = event.vaults;
      snapshot.active = event.active;
      if (snapshot.view !== null && snapshot.view.vault !== event.active) snapshot.view = null;
    } else if (event.type === "sync") {
      snapshot.sync = event.status;
    } else {
      return;
    }
    this.schedule();
  }

  seeAccount(account: Account | null): void {
    this.snapshot.account = account;
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== 0) return;
    this.timer = self.setTimeout(() => {
      this.timer = 0;
      void this.save();
    }, SAVE_AFTER_MS);
  }

  /** A failure is let go: the records themselves are elsewhere, and the next change tries again. */
  private async save(): Promise<void> {
    const text = JSON.stringify({ ...this.snapshot, saved_ms: Date.now() });
    try {
      const database = await this.database;
      const [sealed] = await deviceSeal(database, [[new TextEncoder().encode(text), BOUND_TO]]);
      if (sealed) await database.put("local", sealed, SNAPSHOT_KEY);
    } catch (error) {
      console.warn("The last view could not be kept.", error);
    }
  }
}
