"""Prints what the browser client has to know of the engine, as JSON: the input of `contract.mjs`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).parents[3]))

import msgspec

from shared.chain import body, context
from shared.demo.words import Language
from shared.device.account import passwords
from shared.device.api import events, requests
from shared.device.api.facade import every_method
from shared.device.core import clock, documents, field_types, pin, records, typed, whatifs
from shared.device.data.archive_import import ImportStatus
from shared.device.data.deletion import Where
from shared.device.reading import attribution
from shared.device.sync import surplus
from shared.device.sync.status import SyncPhase
from shared.physics import draft, fields, state
from shared.vault import comparison, device_code, passkeys, roster
from shared.wire.codes import CODES
from shared.wire.limits import ANSWER_BYTES_MAX, EVENT_BEAT_SECONDS
from shared.words.hit import ScoreName
from shared.words.score import GoalField

# Named in TypeScript as here, with the list of their values under a name in the plural.
CHOICES: dict[str, tuple[str, Any]] = {
    "CommitKind": ("COMMIT_KINDS", field_types.CommitKind),
    "GoalField": ("GOAL_FIELDS", GoalField),
    "Horizon": ("HORIZONS", draft.Horizon),
    "ImportStatus": ("IMPORT_STATUSES", ImportStatus),
    "Language": ("LANGUAGES", Language),
    "NodeType": ("NODE_TYPES", state.NodeType),
    "Quantity": ("QUANTITIES", field_types.Quantity),
    "ScoreName": ("SCORES", ScoreName),
    "Slot": ("SLOTS", field_types.Slot),
    "Start": ("STARTS", field_types.Start),
    "SyncPhase": ("SYNC_PHASES", SyncPhase),
    "Where": ("PLACES", Where),
}

CONSTANTS: dict[str, Any] = {
    "ACCOUNT_NAME_LENGTH_MAX": requests.ACCOUNT_NAME_LENGTH_MAX,
    "ANSWER_BYTES_MAX": ANSWER_BYTES_MAX,
    "COMPARED_DIGITS": comparison.DIGITS,
    "DEVICE_CODE_LINK": device_code.LINK,
    "DAY_FIRST": clock.DAY_FIRST,
    "DAY_LAST": clock.DAY_LAST,
    "CHANGE_COMMITS_MAX": attribution.COMMITS_MAX,
    "DEVICE_NAME_LENGTH_MAX": roster.DEVICE_NAME_LENGTH_MAX,
    "DISPLAYED_QUANTITIES": field_types.DISPLAYED_QUANTITIES,
    "EVENT_BEAT_SECONDS": EVENT_BEAT_SECONDS,
    "GUESSES_MAX": pin.GUESSES_MAX,
    "LABEL_LENGTH_MAX": body.LABEL_LENGTH_MAX,
    "LOCK_OPEN": records.LOCK_OPEN,
    "NODE_NAME_LENGTH_MAX": context.NAME_LENGTH_MAX,
    "NOTE_LENGTH_MAX": context.NOTE_LENGTH_MAX,
    "OPS_MAX": draft.OPS_MAX,
    "PIN_LENGTH_MAX": pin.PIN_LENGTH_MAX,
    "PIN_LENGTH_MIN": pin.PIN_LENGTH_MIN,
    "PASSWORD_LENGTH_MIN": passwords.PASSWORD_LENGTH_MIN,
    "PASSKEY_NAME_LENGTH_MAX": passkeys.PASSKEY_NAME_LENGTH_MAX,
    "SELF": state.SELF,
    "SHARE_SPANS_MAX": requests.SHARE_SPANS_MAX,
    "SLOT_MEANING_LENGTH_MAX": context.SLOT_MEANING_LENGTH_MAX,
    "STOPPING": sorted(surplus.STOPPING),
    "TITLE_LENGTH_MAX": context.TITLE_LENGTH_MAX,
    "TYPED_TEXT_LENGTH_MAX": typed.TEXT_LENGTH_MAX,
    "WHATIF_NAME_LENGTH_MAX": whatifs.NAME_LENGTH_MAX,
    "WHY_LENGTH_MAX": context.WHY_LENGTH_MAX,
}

# Lowest and highest value of each control.
RANGES = {
    "mass_modifier": fields.MASS_MODIFIER,
    "volume_override": fields.VOLUME,
    "mass_filter": fields.UNIT,
    "flow_filter": fields.UNIT,
    "sigma_filter": fields.UNIT,
    "virtual_anchor_shift": fields.SHIFT,
    "scale": fields.SCALE,
    "flow": fields.UNIT,
}

# Structs whose names say too little outside their modules, or are names of the browser.
RENAMED = {
    "Edge": "GraphEdge",
    "Empty": "NoAnswer",
    "Lock": "DeviceLock",
    "Node": "GraphNode",
    "Request": "NoInput",
    "Sample": "PastSample",
    "Word": "ScoredWord",
}

Schema = dict[str, Any]


def method_table() -> dict[str, Any]:
    """The methods by name, with the types of request and answer."""
    return dict(sorted(every_method().items()))


def reachable(schema: object, definitions: dict[str, Schema], found: set[str]) -> set[str]:
    """Adds the names of the definitions that `schema` needs."""
    if isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            reachable(definitions[name], definitions, found)
        for value in schema.values():
            reachable(value, definitions, found)
    elif isinstance(schema, list):
        for value in schema:
            reachable(value, definitions, found)
    return found


def simplified(schema: Any, choices: dict[tuple[str, ...], str]) -> Any:
    """What the generator of types understands: tuples in the older form, and no bounds."""
    if isinstance(schema, list):
        return [simplified(part, choices) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {"$ref": "#/definitions/" + RENAMED.get(name, name)}
    if "enum" in schema and tuple(sorted(schema["enum"])) in choices:
        return {"tsType": choices[tuple(sorted(schema["enum"]))]}
    kept = {
        key: simplified(value, choices)
        for key, value in schema.items()
        if key not in ("default", "discriminator", "maxItems", "minItems", "pattern", "prefixItems")
    }
    if "prefixItems" in schema:
        parts = [simplified(part, choices) for part in schema["prefixItems"]]
        return {"type": "array", "items": parts, "minItems": len(parts), "maxItems": len(parts)}
    if schema.get("type") == "array" and schema.get("maxItems") == 0:
        return {"tsType": "[]"}
    if "propertyNames" in schema:
        names = schema["propertyNames"].get("enum", [])
        value = kept["additionalProperties"]
        return {"type": "object", "properties": dict.fromkeys(names, value), "additionalProperties": False}
    if schema.get("type") == "object" and "properties" not in schema:
        kept.setdefault("additionalProperties", True)
    if schema.get("type") == "object" and schema.get("properties") == {}:
        return {"tsType": "Record<string, never>", "description": schema.get("description", "")}
    return kept


def contract() -> dict[str, Any]:
    """Everything that goes into `contract.ts`."""
    methods = method_table()
    types = [kind for method in methods.values() for kind in method.types]
    shapes = [state.StateDocument, draft.Draft, documents.Words, documents.Problem, events.Event]
    schemas, definitions = msgspec.json.schema_components([*types, *shapes], ref_template="#/$defs/{name}")
    inputs: set[str] = set()
    for schema in schemas[: len(types) : 2]:
        reachable(schema, definitions, inputs)
    for name, definition in definitions.items():
        # An answer has every field. Only a field that may be missing has no default here.
        if name not in inputs and "properties" in definition:
            filled = [key for key, value in definition["properties"].items() if "default" in value]
            definition["required"] = [*definition.get("required", []), *filled]
    definitions["Problem"]["additionalProperties"] = True
    choices = {tuple(sorted(get_args(kind))): name for name, (_, kind) in CHOICES.items()}
    return {
        "definitions": {
            RENAMED.get(name, name): {**simplified(schema, choices), "title": RENAMED.get(name, name)}
            for name, schema in definitions.items()
        },
        "event": simplified(schemas[-1], choices),
        "methods": {
            name: {
                "doc": (method.run.__doc__ or "").strip(),
                "request": simplified(schemas[2 * index], choices),
                "answer": simplified(schemas[2 * index + 1], choices),
                "repeatable": method.repeatable,
                "signs_out": method.signs_out,
                "syncs": method.syncs,
                "creates": method.creates,
            }
            for index, (name, method) in enumerate(methods.items())
        },
        "choices": {name: [plural, get_args(kind)] for name, (plural, kind) in CHOICES.items()},
        "constants": CONSTANTS,
        "ranges": RANGES,
        "codes": CODES,
    }


if __name__ == "__main__":
    print(json.dumps(contract(), indent=1))
