/** Saves a file through the browser's download. */
export function saveFile(name: string, type: string, parts: BlobPart[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Long after the download has started.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
