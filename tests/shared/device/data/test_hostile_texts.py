"""Texts that look like markup or templates stay the same texts in every answer, row, export and archive."""

from __future__ import annotations

import csv
import io
import unicodedata

from tests.markup import HOSTILE_TEXTS
from tests.shared.device.lab import Lab, play
from tests.shared.device.transfers import pages, plain

# A name of a node is the shortest text.
NAMES = [unicodedata.normalize("NFC", text)[:64].strip() for text in HOSTILE_TEXTS]


@play
async def test_hostile_texts_are_texts_in_every_field_row_and_export() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    texts = HOSTILE_TEXTS
    made = await lab.ok(device, "create_vault", title=texts[0], why=texts[1], due="2030-01-02")
    vault, names = made["vault"], {f"n{at}": name for at, name in enumerate(NAMES)}
    words = {"goal": {"title": texts[3], "why": "\n".join(texts)}, "names": names}
    await lab.ok(device, "set_words", vault=vault, words=words)
    for at, text in enumerate(texts):
        lab.draft(device, vault, 1, {"mass_modifier": 0.1 if at % 2 else 0.2})
        await lab.ok(device, "commit", vault=vault, label=text, note=f"{text}\n{text}")
    lab.draft(device, vault, 1, {"mass_modifier": 0.3})
    await lab.ok(device, "keep_whatif", vault=vault, name=NAMES[1])

    view = await lab.ok(device, "view", vault=vault)
    assert view["name"] == texts[0]
    assert view["context"]["goal"] == {"title": texts[3], "why": "\n".join(texts), "due": "2030-01-02"}
    assert view["context"]["names"] == names
    rows = (await lab.ok(device, "history", vault=vault, limit=500))["rows"][::-1]
    assert [row["label"] for row in rows[1:]] == list(texts)

    document = await plain(lab, device, vault, 7)
    assert document["words"] == view["context"]
    exported = [
        (each["body"]["marker"]["label"], each["context"]["note"]) for each in document["commits"][1:]
    ]
    assert exported == [(text, f"{text}\n{text}") for text in texts]
    table = "".join(page["text"] for page in await pages(lab, device, "export_csv", vault))
    cells = [row["label"] for row in csv.DictReader(io.StringIO(table, newline=""))]
    # A cell differs by the apostrophe that keeps a spreadsheet from evaluating it.
    assert [cell.replace("'", "") for cell in cells[1:]] == [text.replace("'", "") for text in texts]
