"""The example goal, which never leaves this device."""

from __future__ import annotations

import msgspec

from shared import kernel
from shared.demo.story import DAY_MS, DAYS, Chapter, tell
from shared.demo.words import WORDS, Language
from shared.device.core.clock import stamp_ms
from shared.device.core.commit_creation import CommitContent, build_draft, create_commit
from shared.device.core.device import Device
from shared.device.core.records import ACTIVE
from shared.device.core.vault import Vault
from shared.device.core.vault_creation import build_vault, save_new_vault


async def create_example_goal(device: Device, language: Language, due: str | None, today_ms: int) -> Vault:
    """Creates the vault with its whole story up to the day that begins at `today_ms`, in one write.

    Raises AutusError (TOO_MANY_VAULTS).
    """
    words = WORDS[language]
    stamp_ms(device.host)
    start_ms = max(0, today_ms - DAYS * DAY_MS)
    goal = {"title": words.title, "why": words.why} | ({"due": due} if due else {})
    async with device.identity_lock:
        device.require_vault_capacity()
        vault = await build_vault(
            device.host,
            device.record,
            words.title,
            {"goal": goal},
            start_ms,
            demo=True,
            rules=kernel.RULES,
            epoch=device.epoch,
        )
        history = await vault.history()
        made = [vault.meta.head]
        for seq, chapter in enumerate(tell(words, start_ms), len(made) + 1):
            recorded = _build_content(await history.state(made[-1]), chapter)
            made.append(await create_commit(history, device.record.device, seq, made[-1], recorded))
        meta = msgspec.structs.replace(vault.meta, head=made[-1], seq=len(made), waiting=len(made))
        vault.set_tip(await history.tip(meta.head))
        await save_new_vault(vault, made, meta, puts=[(ACTIVE, vault.id)])
        device.add_vault(vault)
    return vault


def _build_content(state: kernel.State, chapter: Chapter) -> CommitContent:
    draft = build_draft(state, chapter.patches, chapter.t_ms)
    return CommitContent(state.rules, draft, chapter.t_ms, chapter.label, chapter.context)
