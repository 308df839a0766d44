"""The story that the example tells, and the goal that it makes on a device."""

from __future__ import annotations

from itertools import pairwise

import pytest

from shared.chain.context import validate_context
from shared.demo.draws import Draws
from shared.demo.story import DAY_MS, DAYS, tell
from shared.demo.words import EN, KO, WORDS, Language, Words
from tests.shared.device.lab import Lab, play

START_MS = 1_700_000_000_000


@pytest.mark.parametrize("words", [EN, KO])
def test_the_story_is_months_long_in_order_and_the_same_each_time(words: Words) -> None:
    chapters = list(tell(words, START_MS))
    assert chapters == list(tell(words, START_MS))
    assert 60 < len(chapters) < DAYS
    assert all(one.t_ms < two.t_ms for one, two in pairwise(chapters))
    assert chapters[0].t_ms < START_MS + DAY_MS
    assert START_MS + (DAYS - 7) * DAY_MS < chapters[-1].t_ms < START_MS + DAYS * DAY_MS


@pytest.mark.parametrize("words", [EN, KO])
def test_every_word_of_the_story_is_told(words: Words) -> None:
    chapters = list(tell(words, START_MS))
    for chapter in chapters:
        validate_context(chapter.context or {})
    told = [chapter.context or {} for chapter in chapters]
    assert [chapter.label for chapter in chapters if chapter.label] == list(words.labels.values())
    assert [context["note"] for context in told if "note" in context] == list(words.notes.values())
    names = {node: name for context in told for node, name in context.get("names", {}).items()}
    assert names == words.names


def test_both_languages_name_the_same_things() -> None:
    for field in ("names", "slots", "labels", "notes"):
        assert set(getattr(EN, field)) == set(getattr(KO, field)), field


def test_draws_depend_on_the_seed_alone() -> None:
    first, again, other = Draws(1), Draws(1), Draws(2)
    drawn = [first.between(3, 9) for _ in range(200)]
    assert drawn == [again.between(3, 9) for _ in range(200)]
    assert drawn != [other.between(3, 9) for _ in range(200)]
    assert set(drawn) == set(range(3, 10))


@play
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_example_is_a_goal_like_any_other_that_verifies_and_takes_commits(
    language: Language,
) -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    view = await lab.ok(device, "create_demo", language=language, due="2031-05-01", today_ms=START_MS)
    assert view["demo"] is True
    assert view["context"]["goal"] == {
        "title": WORDS[language].title,
        "why": WORDS[language].why,
        "due": "2031-05-01",
    }
    verified = await lab.ok(device, "verify", vault=view["vault"])
    assert (verified["ok"], verified["commits"]) == (True, view["commits"])
    lab.draft(device, view["vault"], 1, {"mass_modifier": 0.1})
    done = await lab.ok(device, "commit", vault=view["vault"])
    assert done["view"]["commits"] == view["commits"] + 1
    seen = await lab.ok(device, "view", vault=view["vault"])
    assert seen["state_hash"] == done["view"]["state_hash"]


@play
async def test_a_language_that_the_example_does_not_speak_is_refused_and_nothing_is_made() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    assert await lab.code(device, "create_demo", language="fr", today_ms=START_MS) == "INVALID_REQUEST"
    assert (await lab.ok(device, "boot"))["vaults"] == []
