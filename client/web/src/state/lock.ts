/** The lock of this device: its settings, and the actions behind them. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Input } from "../model/engine";
import { saveDraft } from "./app";
import { keepTyped } from "./typed";

/** The ways into an account open the lock, and this device has one. Null until the engine has told. */
export const lockPossible = signal<boolean | null>(null);

export async function loadLock(): Promise<void> {
  lockPossible.value = (await engine.call("lock_settings")).possible;
}

export async function turnLockOn(input: Input<"turn_lock_on">): Promise<void> {
  await engine.call("turn_lock_on", input);
}

export async function changeLock(input: Input<"change_lock">): Promise<void> {
  await engine.call("change_lock", input);
}

export async function turnLockOff(): Promise<void> {
  await engine.call("turn_lock_off");
}

/** Every page starts anew after this, so that it does not resolve. */
export async function lockNow(): Promise<void> {
  await keepTyped();
  await saveDraft();
  await engine.call("lock");
}

export async function setPin(pin: string): Promise<void> {
  await engine.call("set_pin", { pin });
}

export async function removePin(): Promise<void> {
  await engine.call("remove_pin");
}

/** The phase then says that the engine is up. */
export async function unlock(input: Input<"unlock">): Promise<void> {
  await engine.call("unlock", input);
}
