"""The page of the messages says what `shared/wire` says."""

from __future__ import annotations

from scripts.message_tables import PAGE, page


def test_the_page_is_the_one_that_the_structs_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m scripts.message_tables`"
