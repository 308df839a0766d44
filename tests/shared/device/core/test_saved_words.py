"""Words that a person saved: nothing but a commit takes them."""

from __future__ import annotations

from tests.shared.device.lab import Lab, play, two_devices


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


@play
async def test_saved_words_leave_what_another_device_changed_in_the_meantime() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(
        a, "set_words", vault=vault, words={"goal": {"title": "T1", "why": "W1", "due": "2031-01-02"}}
    )
    await lab.commit(a, vault, "first words")
    for device in (a, b, b):
        await lab.ok(device, "sync")
    # B saves a title alone. Before B commits, A's commit with another why and without a date arrives.
    saved = await lab.ok(b, "set_words", vault=vault, words={"goal": {"title": "T2"}})
    assert saved["context"]["goal"] == {"title": "T2", "why": "W1", "due": "2031-01-02"}
    await lab.ok(a, "set_words", vault=vault, words={"goal": {"why": "W2", "due": None}})
    await lab.commit(a, vault, "another why")
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    expected = {"title": "T2", "why": "W2"}
    assert (await lab.ok(b, "view", vault=vault))["context"]["goal"] == expected
    done = await lab.commit(b, vault, "another title")
    assert done["view"]["context"]["goal"] == expected
    await lab.ok(b, "sync")
    await lab.ok(a, "sync")
    assert (await lab.ok(a, "view", vault=vault))["context"]["goal"] == expected


@play
async def test_words_saved_one_after_the_other_are_one_change() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal", why="Because"))["vault"]
    await lab.ok(device, "set_words", vault=vault, words={"goal": {"title": "Another"}})
    view = await lab.ok(device, "set_words", vault=vault, words={"goal": {"why": None, "due": "2031-01-02"}})
    assert view["context"]["goal"] == {"title": "Another", "due": "2031-01-02"}
    await lab.restart(device)
    done = await lab.commit(device, vault, "words")
    assert done["view"]["context"]["goal"] == {"title": "Another", "due": "2031-01-02"}


@play
async def test_two_devices_change_different_words_of_a_goal_at_the_same_time() -> None:
    lab, a, b, vault = await two_devices()
    first = {"goal": {"title": "T1", "why": "W1", "due": "2031-01-02"}}
    await lab.ok(a, "set_words", vault=vault, words=first)
    await lab.commit(a, vault, "first words")
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    await lab.ok(a, "set_words", vault=vault, words={"goal": {"title": "T2"}})
    await lab.ok(b, "set_words", vault=vault, words={"goal": {"why": "W2", "due": None}})
    for device in (a, b):
        await lab.commit(device, vault, f"words of {device.name}")
    for device in (a, b, a, b):
        await lab.ok(device, "sync")
    for device in (a, b):
        view = await lab.ok(device, "view", vault=vault)
        assert view["context"] == {"goal": {"title": "T2", "why": "W2"}}
        await lab.restart(device)
        assert (await lab.ok(device, "view", vault=vault))["context"] == view["context"]
