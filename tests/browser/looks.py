"""Compares screenshots of the pictures with reviewed ones: forms and colours, no letters."""

from __future__ import annotations

import base64
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.png import smaller
from tests.browser.conftest import EXPECT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

KEPT = Path(__file__).parent / "looks"
NEW = os.environ.get("AUTUS_NEW_LOOKS") == "1"
# Of 255, after a mean over blocks of 4 x 4 pixels: machines differ in how they smooth an edge, not in a line.
MEAN_MAX = 1.0
BLOCK_MAX = 24
PAUSE_MS = 250
BESIDE = (1439, 899)
# A picture gets a size of its own, whatever the letters around it take; letters in it are not painted.
STAGE_CSS = """
[data-look] { position: fixed !important; inset: 0 auto auto 0 !important; z-index: 999999 !important;
  box-sizing: border-box !important;
  width: var(--look-width) !important; height: var(--look-height) !important;
  min-width: 0 !important; max-width: none !important; min-height: 0 !important; max-height: none !important;
  margin: 0 !important; background-color: var(--ground) !important; }
/* A box that contains its layout would hold the picture inside itself, and so would one that sticks. */
:has([data-look]) { contain: none !important; position: static !important; }
text { visibility: hidden !important; }
[data-look] { -webkit-text-fill-color: transparent !important; scrollbar-width: none !important; }
"""
STAGE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  CanvasRenderingContext2D.prototype.fillText = () => {};
  CanvasRenderingContext2D.prototype.strokeText = () => {};
}"""
PUT_ON_STAGE = """(it, [width, height]) => {
  document.activeElement?.blur();
  it.dataset.look = "";
  it.style.setProperty("--look-width", `${width}px`);
  it.style.setProperty("--look-height", `${height}px`);
}"""
TAKE_OFF_STAGE = "(it) => { delete it.dataset.look; }"
COMPARE = """async (both) => {
  const BLOCK = 4;
  const blocks = async (text) => {
    const bytes = Uint8Array.from(atob(text), (it) => it.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const ctx = new OffscreenCanvas(width, height).getContext("2d");
    ctx.drawImage(bitmap, 0, 0);
    const { data } = ctx.getImageData(0, 0, width, height);
    const columns = Math.ceil(width / BLOCK);
    const sums = new Float64Array(columns * Math.ceil(height / BLOCK) * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const block = Math.floor(y / BLOCK) * columns + Math.floor(x / BLOCK);
        for (let c = 0; c < 3; c++) sums[block * 3 + c] += data[(y * width + x) * 4 + c];
      }
    return { width, height, columns, means: sums.map((it) => it / BLOCK ** 2) };
  };
  const [kept, taken] = await Promise.all(both.map(blocks));
  if (kept.width !== taken.width || kept.height !== taken.height)
    return { mean: 255, most: 255, picture: null };
  const apart = kept.means.map((it, at) => Math.abs(it - taken.means[at]));
  const shown = new OffscreenCanvas(kept.columns, apart.length / 3 / kept.columns);
  const image = new ImageData(shown.width, shown.height);
  image.data.fill(255);
  apart.forEach((it, at) => { image.data[Math.floor(at / 3) * 4 + (at % 3)] = 255 - 4 * it; });
  shown.getContext("2d").putImageData(image, 0, 0);
  const png = new Uint8Array(await (await shown.convertToBlob()).arrayBuffer());
  const mean = apart.reduce((sum, it) => sum + it, 0) / apart.length;
  return { mean, most: Math.max(...apart), picture: btoa(String.fromCharCode(...png)) };
}"""


class Looks:
    """Compares the pictures of one page, and collects those that differ."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.problems: list[str] = []
        page.evaluate(STAGE, STAGE_CSS)

    def at(self, name: str, picture: Locator, width: int, height: int) -> None:
        picture.evaluate(PUT_ON_STAGE, [width, height])
        # Away from what looks otherwise beneath it.
        self.page.mouse.move(*BESIDE)
        if NEW:
            (KEPT / f"{name}.png").write_bytes(smaller(self._at_rest(picture)))
        else:
            self._check(name, picture)
        picture.evaluate(TAKE_OFF_STAGE)

    def _at_rest(self, picture: Locator) -> bytes:
        """The screenshot once three in a row are the same."""
        seen: list[bytes] = []
        while len(seen) < 3 or len(set(seen[-3:])) > 1:
            self.page.wait_for_timeout(PAUSE_MS)
            seen.append(picture.screenshot())
        return seen[-1]

    def _check(self, name: str, picture: Locator) -> None:
        """Waits until the picture matches: it may still be drawing."""
        kept = (KEPT / f"{name}.png").read_bytes()
        until = time.monotonic() + EXPECT_MS / 1000
        while True:
            taken = picture.screenshot()
            apart = self._compare(kept, taken)
            if apart["mean"] <= MEAN_MAX and apart["most"] <= BLOCK_MAX:
                return
            if time.monotonic() > until:
                break
            self.page.wait_for_timeout(PAUSE_MS)
        self._tell(name, taken, apart)

    def _compare(self, kept: bytes, taken: bytes) -> Any:
        return self.page.evaluate(COMPARE, [base64.b64encode(png).decode() for png in (kept, taken)])

    def _tell(self, name: str, taken: bytes, apart: dict[str, Any]) -> None:
        actual, difference = self.folder / f"{name}.png", self.folder / f"{name}-difference.png"
        actual.write_bytes(taken)
        if apart["picture"]:
            difference.write_bytes(base64.b64decode(apart["picture"]))
        self.problems.append(
            f"{name} looks different (mean {apart['mean']:.2f}, most {apart['most']:.0f} of 255): "
            f"see {actual} and {difference}, kept is {KEPT / name}.png"
        )
