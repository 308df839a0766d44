"""Requests, and small changes of them: to the method, the address, the headers and the body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import msgspec

from tests.server.mutation.corpus import BOMBS, LEAVES, METHODS, NAMES, PATH_PARTS, QUERIES, VALUES
from tests.server.mutation.messages import encoded

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """`path` is as it stands on the wire, percent signs and all."""

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""


def mutated(request: Request, chance: Random) -> Request:
    """The request after one to three changes, most of them of the body if there is one."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        part = chance.random()
        if part < (0.7 if request.body else 0.1):
            request = replace(request, body=_changed_body(request.body, chance))
        elif part < 0.88:
            request = replace(request, headers=_changed_headers(request.headers, chance))
        elif part < 0.92:
            request = replace(request, method=chance.choice(METHODS))
        elif part < 0.96:
            request = replace(request, query=_changed_text(request.query, QUERIES, chance))
        else:
            request = replace(request, path="/" + _changed_text(request.path[1:], PATH_PARTS, chance))
    return request


def _changed_text(text: str, parts: tuple[str, ...], chance: Random) -> str:
    place = chance.randrange(len(text) + 1)
    match chance.randrange(4):
        case 0:
            return chance.choice(parts)
        case 1:
            return text[:place] + chance.choice(parts) + text[place:]
        case 2:
            return text[:place] + text[place + chance.choice((1, 2, 8)) :]
        case _:
            return text[:place] + chr(chance.randrange(33, 127)) + text[place + 1 :]


def _changed_headers(headers: Headers, chance: Random) -> Headers:
    changed = list(headers)
    place = chance.randrange(len(changed) + 1)
    match chance.randrange(5):
        case 0:
            changed.insert(place, (chance.choice(NAMES), chance.choice(VALUES)))
        case 1 if place < len(changed):
            del changed[place]
        case 2 if place < len(changed):
            changed.append(changed[place])
        case 3 if place < len(changed):
            name, value = changed[place]
            changed[place] = (name, _changed_text(value, VALUES, chance))
        case _:
            name = changed[place][0] if place < len(changed) else chance.choice(NAMES)
            changed = [each for each in changed if each[0] != name]
            changed.append((name, chance.choice(VALUES)))
    return tuple(changed)


def _changed_body(body: bytes, chance: Random) -> bytes:
    if body and chance.random() < 0.6:
        try:
            tree = msgspec.msgpack.decode(body)
        except (ValueError, RecursionError):
            return changed_bytes(body, chance)
        return _encoded_or(body, _changed_tree(tree, chance))
    return changed_bytes(body, chance)


def _encoded_or(body: bytes, tree: object) -> bytes:
    try:
        return encoded(tree)
    except (ValueError, TypeError, OverflowError):
        return body


def _changed_tree(tree: Any, chance: Random) -> Any:
    """The tree with one node changed. A node is reached by a walk of random length."""
    if isinstance(tree, list) and tree and chance.random() < 0.85:
        place = chance.randrange(len(tree))
        return [*tree[:place], _changed_tree(tree[place], chance), *tree[place + 1 :]]
    if isinstance(tree, dict) and tree and chance.random() < 0.85:
        key = chance.choice(list(tree))
        return tree | {key: _changed_tree(tree[key], chance)}
    match tree:
        case list() if tree and chance.random() < 0.5:
            place = chance.randrange(len(tree))
            return chance.choice(
                (tree[:place] + tree[place + 1 :], tree + [tree[place]] * chance.choice((1, 3, 1_200)))
            )
        case dict() if tree and chance.random() < 0.5:
            key = chance.choice(list(tree))
            rest = {name: value for name, value in tree.items() if name != key}
            return chance.choice(
                (rest, tree | {f"{key}x": tree[key]}, rest | {chance.choice(("", "x", "__class__")): 1})
            )
        case bool():
            return not tree
        case int():
            return chance.choice((tree + 1, tree - 1, -tree, chance.choice(LEAVES)))
        case bytes() if tree and chance.random() < 0.6:
            return changed_bytes(tree, chance)
        case str() if tree and chance.random() < 0.6:
            return chance.choice(
                (tree.upper(), tree + "\u200b", tree * 2, tree[:-1], tree + "\0", f" {tree}")
            )
        case _:
            return chance.choice(LEAVES)


def changed_bytes(data: bytes, chance: Random) -> bytes:
    """Bytes changed, removed, repeated or put in."""
    changed = bytearray(data)
    place = chance.randrange(len(changed) + 1)
    end = place + chance.choice((1, 1, 2, 4, 16, 64))
    match chance.randrange(7):
        case 0 if place < len(changed):
            changed[place] = chance.randrange(256)
        case 1 if place < len(changed):
            changed[place] ^= 1 << chance.randrange(8)
        case 2:
            del changed[place:end]
        case 3:
            changed[place:place] = changed[place:end]
        case 4:
            changed[place:end] = chance.choice(BOMBS)
        case 5:
            del changed[place:]
        case _:
            changed[place:place] = chance.randbytes(chance.choice((1, 2, 8)))
    return bytes(changed)
