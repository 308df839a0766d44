"""Shapes of the plain dicts inside answers, for the schema of the facade.

The documents of the physics have the shape of its structs. `Words` and `Problem` are declared here.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from msgspec import Meta

from shared.device.core.text_fields import PersonsWords, Verbatim


class GoalWords(TypedDict, total=False):
    """A missing field leaves the value unchanged. Null deletes it."""

    title: str
    why: str | None
    due: str | None


class Words(TypedDict, total=False):
    """The person's own words: names of nodes by id, meanings of slots by slot. Null deletes."""

    note: str | None
    goal: GoalWords | None
    names: dict[str, str | None]
    slots: dict[str, str | None]


class Problem(TypedDict):
    """A refusal: a stable code and a sentence for people. Further keys are facts, by name."""

    code: str
    detail: str


StateDocument = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": "#/$defs/StateDocument"})]
DraftDocument = Annotated[
    dict[str, Any],
    Meta(extra_json_schema={"$ref": "#/$defs/Draft"}),
    Verbatim("ids are generated, and the physics checks the rest"),
]
WordsDocument = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": "#/$defs/Words"}), PersonsWords()]
ProblemDocument = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": "#/$defs/Problem"})]
