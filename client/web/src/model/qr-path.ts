/** The dark squares of a QR code as the path of an SVG: one step for each run of squares in a row. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  const runs: string[] = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const begin = x;
      while (row[x + 1]) x++;
      const width = x + 1 - begin;
      runs.push(`M${begin} ${y}h${width}v1h${-width}z`);
    }
  });
  return runs.join("");
}
