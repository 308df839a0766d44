/** The camera, and the QR codes that it sees. */

export type CameraFault = "refused" | "none" | "busy";

/** A camera that runs. `picture` is its element, to be shown. */
export interface Camera {
  picture: HTMLVideoElement;
  stop: () => void;
}

type Find = (picture: HTMLVideoElement) => Promise<string | null>;

/** Of Chromium on some systems, and not in the types of the language. */
declare class BarcodeDetector {
  constructor(options: { formats: string[] });
  static getSupportedFormats(): Promise<string[]>;
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

const EDGE_MAX = 960;
const EVERY_MS = 150;
/** Of one picture. The page draws between two. */
const DECODE_MS = 60;

/** Why the camera did not start. */
export class CameraError extends Error {
  readonly fault: CameraFault;

  constructor(fault: CameraFault) {
    super(`camera: ${fault}`);
    this.name = "CameraError";
    this.fault = fault;
  }
}

const FAULTS: Record<string, CameraFault> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
};

/** Starts the camera that looks away from the person, where there is one. Rejects with `CameraError`. */
export async function startCamera(): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("none");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      // A wanted height would let a browser cut the picture.
      video: { facingMode: "environment", width: { ideal: 1280 } },
    });
  } catch (error) {
    throw new CameraError(FAULTS[(error as DOMException).name] ?? "busy");
  }
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const picture = document.createElement("video");
  picture.muted = true;
  picture.playsInline = true;
  picture.srcObject = stream;
  try {
    // The press of a person has led here.
    await picture.play();
  } catch {
    stop();
    throw new CameraError("busy");
  }
  return { picture, stop };
}

async function ownDetector(): Promise<Find | null> {
  if (typeof BarcodeDetector === "undefined") return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch((): string[] => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
}

async function keptDecoder(): Promise<Find> {
  const { default: decode } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const scale = Math.min(1, EDGE_MAX / Math.max(picture.videoWidth, picture.videoHeight));
    canvas.width = Math.round(picture.videoWidth * scale);
    canvas.height = Math.round(picture.videoHeight * scale);
    if (!context || canvas.width === 0 || canvas.height === 0) return null;
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      const seen = context.getImageData(0, 0, canvas.width, canvas.height);
      return decode(seen, { timeLimit: DECODE_MS });
    } catch {
      return null;
    }
  };
}

/** Calls `onText` with each QR code that the camera sees, until the answer is called. Rejects where no decoder loads. */
export async function watchCodes(
  picture: HTMLVideoElement,
  onText: (text: string) => void,
): Promise<() => void> {
  const find = (await ownDetector()) ?? (await keptDecoder());
  let timer = 0;
  let isOn = true;
  const look = async () => {
    const text = await find(picture).catch(() => null);
    if (!isOn) return;
    if (text !== null) onText(text);
    timer = window.setTimeout(look, EVERY_MS);
  };
  void look();
  return () => {
    isOn = false;
    clearTimeout(timer);
  };
}
