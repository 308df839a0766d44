/** The ways into the account: the password, the recovery code and passkeys. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Input, LoginAnswer, PasskeyAnswer, Ways } from "../model/engine";
import type { WayShown } from "../model/way-shown";
import { askPasskey, makePasskey } from "../platform/passkeys";
import { account, followVaults, showVaults } from "./app";
import { refreshSync } from "./session";

export const ways = signal<Ways | null>(null);

/** The account was just created, and has no way in but its password. */
export const offersWayBack = signal(false);

export async function loadWays(): Promise<void> {
  ways.value = await engine.call("ways");
}

export async function changePassword(
  way: WayShown,
  newPassword: string,
  endSessions: boolean,
): Promise<void> {
  const input = { ...way, new_password: newPassword, end_sessions: endSessions };
  ways.value = await engine.call("change_password", input);
}

/** A new code to show. It counts once it was typed back. */
export async function beginRecoveryCode(): Promise<string> {
  return (await engine.call("begin_recovery_code")).code;
}

/** Rejects with the group that is no group of a code. Asks no server. */
export async function checkRecoveryText(code: string): Promise<void> {
  await engine.call("check_recovery_text", { code });
}

export async function addRecoveryCode(typed: string, way: WayShown): Promise<void> {
  ways.value = await engine.call("add_recovery_code", { typed, ...way });
}

export async function removeRecoveryCode(way: WayShown): Promise<void> {
  ways.value = await engine.call("remove_recovery_code", { ...way });
}

/** Opens a fresh keyset of the server with the code. */
export async function rehearseRecoveryCode(code: string): Promise<void> {
  ways.value = await engine.call("rehearse_recovery_code", { code });
}

export async function putOffRehearsal(): Promise<void> {
  ways.value = await engine.call("put_off_rehearsal");
}

/** Answers how many local goals join the account. */
export async function recoverWithCode(input: Input<"recover_with_code">): Promise<number> {
  return showJoined(await engine.call("recover_with_code", input));
}

/** Asks one of the account's passkeys. `purpose` says what its answer is for. */
export async function showPasskey(
  purpose: Input<"ask_passkey">["purpose"],
): Promise<{ passkey: PasskeyAnswer }> {
  return { passkey: await askPasskey(await engine.call("ask_passkey", { purpose })) };
}

/** Makes a passkey of this browser a way in. */
export async function addPasskey(name: string, way: WayShown): Promise<void> {
  const made = await makePasskey(await engine.call("begin_passkey"));
  ways.value = await engine.call("add_passkey", { ...made, ...way, name });
}

export async function removePasskey(id: string, way: WayShown): Promise<void> {
  ways.value = await engine.call("remove_passkey", { ...way, way: id });
}

/** Logs in with a passkey. The account of this device is known, or `name` is empty. Answers as `logIn`. */
export async function logInWithPasskey(
  name: string,
  deviceName: string,
  adopt: boolean,
  replaces: boolean,
): Promise<number> {
  const { passkey } = await showPasskey("login");
  const input = { passkey, device_name: deviceName, adopt, replaces, ...(name ? { name } : {}) };
  return showJoined(await engine.call("login_with_passkey", input));
}

async function showJoined(answer: LoginAnswer): Promise<number> {
  account.value = answer.account;
  showVaults(answer.vaults);
  await followVaults(null);
  await loadWays();
  await refreshSync();
  return answer.adopted;
}
