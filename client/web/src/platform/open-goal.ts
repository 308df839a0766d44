/** Which goal this tab has open. A reload opens it again, whatever another tab has opened meanwhile. */

const STORAGE_KEY = "autus.openGoal";

export function readOpenGoal(): string | null {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export function storeOpenGoal(vault: string): void {
  try {
    // A view comes with every saved draft. A write goes to another process, a read does not.
    if (readOpenGoal() !== vault) sessionStorage.setItem(STORAGE_KEY, vault);
  } catch {
    // A reload opens the goal that was chosen last.
  }
}
