"""Words that a person saved: nothing but a commit takes them."""

from __future__ import annotations

from tests.shared.device.lab import Lab, play


@play
async def test_discarding_a_draft_leaves_saved_words_to_the_next_commit() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    words = {
        "goal": {"title": "Another title", "why": "Because", "due": "2031-01-02"},
        "names": {"n1": "first"},
        "slots": {"N": "north"},
    }
    await lab.ok(device, "set_words", vault=vault, words=words)
    lab.draft(device, vault, 1, {"mass_modifier": 0.25})
    await lab.ok(device, "save_draft", vault=vault)
    live = (await lab.ok(device, "view", vault=vault))["live"]
    # Twice, because a lost call is sent again.
    for _ in range(2):
        view = await lab.ok(device, "discard_draft", vault=vault)
        assert (view["sim"], view["pending"], view["live"]) == (None, words, live)
    await lab.restart(device)
    view = await lab.ok(device, "view", vault=vault)
    assert (view["sim"], view["pending"], view["live"]) == (None, words, live)
    lab.draft(device, vault, 1, {"mass_modifier": 0.1})
    done = await lab.ok(device, "commit", vault=vault)
    assert done["view"]["pending"] is None
    assert done["view"]["context"] == words
    await lab.ok(device, "discard_draft", vault=vault)
    await lab.restart(device)
    after = await lab.ok(device, "view", vault=vault)
    assert (after["pending"], after["context"]) == (None, words)
