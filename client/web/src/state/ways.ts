/** The ways into the account: the password and the recovery code. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Input, Ways } from "../model/engine";
import { account, followVaults, showVaults } from "./app";
import { refreshSync } from "./session";

export const ways = signal<Ways | null>(null);

/** The account was just created, and has no way in but its password. */
export const offersWayBack = signal(false);

export async function loadWays(): Promise<void> {
  ways.value = await engine.call("ways");
}

export async function changePassword(
  password: string,
  newPassword: string,
  endSessions: boolean,
): Promise<void> {
  const input = { password, new_password: newPassword, end_sessions: endSessions };
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

export async function addRecoveryCode(typed: string, password: string): Promise<void> {
  ways.value = await engine.call("add_recovery_code", { typed, password });
}

export async function removeRecoveryCode(password: string): Promise<void> {
  ways.value = await engine.call("remove_recovery_code", { password });
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
  const answer = await engine.call("recover_with_code", input);
  account.value = answer.account;
  showVaults(answer.vaults);
  await followVaults(null);
  await loadWays();
  await refreshSync();
  return answer.adopted;
}
