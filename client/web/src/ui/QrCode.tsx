import "./QrCode.css";
import { useEffect, useState } from "preact/hooks";
import { qrPath } from "../model/qr-path";
import type { TestId } from "./test-ids";

/** The quiet zone that the standard asks for. */
const BORDER = 4;

/** A QR code of a text. It stays empty where its encoder cannot be loaded, so the text has to be readable beside it. */
export function QrCode({ text, label, testId }: { text: string; label: string; testId: TestId }) {
  const [rows, setRows] = useState<boolean[][]>([]);
  useEffect(() => {
    let isCurrent = true;
    import("qr")
      .then(({ default: encodeQR }) => {
        if (isCurrent) setRows(encodeQR(text, "raw", { border: BORDER }));
      })
      .catch(() => {});
    return () => {
      isCurrent = false;
    };
  }, [text]);
  return (
    <svg
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shape-rendering="crispEdges"
      data-testid={testId}
    >
      <path d={qrPath(rows)} fill="#000" />
    </svg>
  );
}
