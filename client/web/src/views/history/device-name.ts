import { t } from "../../i18n";
import type { CommitDevice } from "../../model/engine";
import { isolated, shown } from "../../model/text";
import { branches } from "../../state/history";

/** A device in words: by its name, as this device, or numbered among those that nothing names. */
export function nameOfDevice(device: CommitDevice, among: readonly CommitDevice[]): string {
  if (device.this) return t("history.thisDevice");
  const name = isolated(shown(device.name));
  if (name) return name;
  const unnamed = among.filter((it) => !it.this && !shown(it.name));
  if (unnamed.length < 2) return t("record.unknownDevice");
  return t("record.unknownDeviceNumber", { n: unnamed.indexOf(device) + 1 });
}

/** The device of a commit of the open goal, by its id. Empty until the devices are known. */
export function deviceName(id: string): string {
  const known = branches.value?.devices ?? [];
  const found = known.find((it) => it.device === id);
  return found ? nameOfDevice(found, known) : "";
}
