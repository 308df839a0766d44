/** The first field with an error takes the focus, so that it is in sight. */
export function focusError(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
