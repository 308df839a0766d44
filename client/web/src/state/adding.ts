/** Adding a device through another one: the actions of both. */
import { engine } from "../kernel/engine-client";
import type { CodeOfDevice, NewDevice } from "../model/engine";
import type { WayShown } from "../model/way-shown";
import { account, followVaults, showVaults } from "./app";
import { loadDevices, refreshSync } from "./session";

const server = () => location.origin;

export function showDeviceCode(name: string): Promise<CodeOfDevice> {
  return engine.call("show_device_code", { device_name: name, server: server() });
}

/** The name of the account that another device has sent, or null. */
export async function lookForAccount(): Promise<string | null> {
  return (await engine.call("look_for_account")).name;
}

/** Answers how many local goals join the account. */
export async function joinAccount(adopt: boolean): Promise<number> {
  const answer = await engine.call("join_account", { adopt });
  account.value = answer.account;
  showVaults(answer.vaults);
  await followVaults(null);
  await refreshSync();
  return answer.adopted;
}

export async function hideDeviceCode(): Promise<void> {
  await engine.call("hide_device_code");
}

export function readNewDevice(code: string): Promise<NewDevice> {
  return engine.call("read_new_device", { code, server: server() });
}

export async function addDevice(code: string, way: WayShown): Promise<void> {
  await engine.call("add_device", { code, server: server(), ...way });
  await loadDevices();
}

/** Whether the device that was added has joined. */
export async function addedDevice(device: string): Promise<"waiting" | "used" | "gone"> {
  return (await engine.call("added_device", { device })).state;
}
