/** Account, devices and sync: the actions behind the devices page. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { DeviceRow } from "../model/engine";
import type { WayShown } from "../model/way-shown";
import { account, followVaults, showVaults, sync, vaults } from "./app";

export const devices = signal<DeviceRow[] | null>(null);

/** A name for this device that a person recognises, as a suggestion. */
export function suggestDeviceName(agent: string): string {
  const browser = /Firefox|Edg|OPR|SamsungBrowser|Chrome|Safari/.exec(agent)?.[0] ?? "Browser";
  const system = /Android|iPhone|iPad|Windows|Mac OS|CrOS|Linux/.exec(agent)?.[0] ?? "";
  const shown = { Edg: "Edge", OPR: "Opera", SamsungBrowser: "Samsung Internet" }[browser];
  return [shown ?? browser, system].filter(Boolean).join(" · ");
}

export async function register(name: string, password: string, deviceName: string): Promise<void> {
  account.value = await engine.call("register", { name, password, device_name: deviceName });
  await refreshSync();
}

export async function logIn(
  name: string,
  password: string,
  deviceName: string,
  adopt: boolean,
  replaces = false,
): Promise<number> {
  const input = { name, password, device_name: deviceName, adopt, replaces };
  const answer = await engine.call("login", input);
  account.value = answer.account;
  showVaults(answer.vaults);
  await followVaults(null);
  await refreshSync();
  return answer.adopted;
}

export async function logOut(): Promise<void> {
  await engine.call("logout");
  await refreshSync();
}

export async function endOtherSessions(way: WayShown): Promise<void> {
  await engine.call("end_other_sessions", { ...way });
}

export async function refreshSync(): Promise<void> {
  sync.value = await engine.call("sync_status");
}

export async function syncNow(): Promise<void> {
  sync.value = await engine.call("sync");
}

export async function loadDevices(): Promise<void> {
  devices.value = await engine.call("devices");
}

export async function renameDevice(device: string, name: string, way: WayShown): Promise<void> {
  devices.value = await engine.call("rename_device", { device, name, ...way });
}

export async function removeDevice(device: string, way: WayShown): Promise<void> {
  devices.value = await engine.call("revoke_device", { device, ...way });
}

export async function setWitnessed(vault: string, on: boolean): Promise<void> {
  const summary = await engine.call("set_witnessed", { vault, on });
  vaults.value = vaults.value.map((it) => (it.vault === vault ? summary : it));
}

export async function acceptGeneration(): Promise<void> {
  sync.value = await engine.call("accept_generation");
}

export async function renewDeviceId(way: WayShown, deviceName: string): Promise<void> {
  sync.value = await engine.call("renew_device_id", { ...way, device_name: deviceName });
  await followVaults(null);
}
