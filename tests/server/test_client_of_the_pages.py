"""The pages of `docs/` are enough for a client of another hand: it and the real server check each other."""

from __future__ import annotations

import ast
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.settings import Settings
from tests.server import pages_client as pages
from tests.server.conftest import serving
from tests.server.pages_client import Client, Document, Person, Vault

pytestmark = pytest.mark.sqlite

PASSWORD = "correct horse bättery staple"


def registered(client: Client, person: Person, vault: Vault) -> None:
    """Registers the account, and logs in to it as a later start would."""
    keys = {"keys": {1: vault.key}, "name": "바다까지", "witnessed": True, "demo": False}
    secrets = {"vaults": {vault.id.hex(): keys}, "receipt_key": None}
    about = {"name": person.name, "auth_key": person.auth_key, "device": person.device, "session": "token"}
    keyset = person.keyset(1, secrets, [person.wrap()])
    account = {**about, "identity": person.identity, "keyset": keyset, "roster": [person.roster]}
    assert client.ask("POST", "/accounts", account)[0] == 201
    assert client.ask("POST", "/login/parameters", {"name": person.name}) == (200, person.kdf)
    status, answer = client.ask("POST", "/sessions", about)
    assert (status, answer["identity"], answer["keyset"]) == (201, person.identity, keyset)
    assert answer["roster"] == [person.roster]
    client.begin(answer)


def made(vault: Vault) -> tuple[list[list[bytes]], list[Document]]:
    """A genesis and two commits, and the states after them."""
    state = pages.new_state(vault.id.hex())
    body = pages.body_of("genesis", state, 1_000, None, None)
    commits = [vault.commit(0, [], 1, body, {"goal": {"title": "바다까지"}})]
    states = [state]
    for number, share in ((2, 0.3), (3, 0.7)):
        draft = pages.default_draft()
        draft["page1"] |= {"mass_modifier": share / 2, "horizon_override": "D30"}
        draft["page3"]["allocations"] = {**dict.fromkeys(pages.SLOTS, 0.0), "E": share, "NE": 1 - share}
        state = pages.committed(state, draft, 1_000 * number)
        body = pages.body_of("commit", state, 1_000 * number, body["marker"]["hash"], draft)
        parent = pages.commit_id(*commits[-1])
        commits.append(vault.commit(1, [parent], number, body, {"note": "왜냐하면"}))
        states.append(state)
    return commits, states


def opening_keys(vault: Vault, commits: list[list[bytes]]) -> list[list[bytes]]:
    return [[pages.commit_id(*each), vault.opening_key(pages.unpack(each[0])[7])] for each in commits]


def test_a_client_that_was_written_from_the_pages_alone(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    settings = Settings(data=str(tmp_path / "data"), client=str(tmp_path / "dist"))
    with serving(settings) as live, closing(Client(live.url)) as client:
        person = Person("pages", PASSWORD)
        vault = Vault(person.identity, person.device)
        registered(client, person, vault)
        commits, states = made(vault)
        ids = [pages.commit_id(*each) for each in commits]
        path = f"/vaults/{vault.id.hex()}/pushes"

        def send(base: bytes | None, part: list[list[bytes]], disclosure: Document | None) -> tuple[int, Any]:
            return client.ask("POST", path, pages.push_of(person, vault, base, part, disclosure))

        assert send(None, commits[:1], None)[0] == 201
        client.ask("PUT", f"/vaults/{vault.id.hex()}/witness", {"on": True})
        first = {"start": None, "state": None, "keys": opening_keys(vault, commits[:2])}
        status, receipt = send(ids[0], commits[1:2], first)
        assert (status, receipt[5]) == (201, "replay")
        # From the state that the server has replayed: the exact bytes of an unrounded state.
        second = {
            "start": ids[1],
            "state": pages.canonical(states[1]),
            "keys": opening_keys(vault, commits[1:]),
        }
        status, receipt = send(ids[1], commits[2:], second)
        assert (status, receipt[5]) == (201, "replay")
        assert send(ids[1], commits[2:], second) == (200, receipt)

        _, listed = client.ask("GET", "/vaults")
        assert listed["vaults"] == [[vault.id, listed["generation"], 3, ids[2], 3, True, 0]]
        _, page = client.ask("GET", path + "?after=0")
        assert page["latest"] == receipt
        verified(client, person, vault, page["pushes"], states[-1])


def verified(client: Client, person: Person, vault: Vault, pushes: list[Any], expected: Document) -> None:
    """Checks receipts, certificates, links and markers, and folds the drafts again."""
    state, previous, base, prev_hash = pages.new_state(vault.id.hex()), None, None, None
    for number, (pushed_base, head, commits, certificate, receipt) in enumerate(pushes, 1):
        assert (pushed_base, receipt[1], receipt[2], receipt[4]) == (base, number, head, previous)
        previous, base = client.check_receipt(vault.id, receipt), head
        device, count, roster_head, signature = certificate
        message = ["autus/push/v1", vault.id, device, pushed_base, head, count, roster_head]
        Ed25519PublicKey.from_public_bytes(person.device_public).verify(signature, pages.pack(message))
        assert (count, roster_head) == (len(commits), pages.sha(person.roster[0]))
        for header, ciphertext in commits:
            fields = pages.unpack(header)
            body = pages.open_body(vault.opening_key(fields[7]), header, ciphertext)
            if body["kind"] == "commit":
                state = pages.committed(state, body["draft"], body["t_ms"])
            assert body["marker"]["state_hash"] == pages.state_hash(state)
            assert body["marker"]["prev_hash"] == prev_hash
            prev_hash = body["marker"]["hash"]
        assert head == pages.commit_id(*commits[-1])
    assert pages.canonical(state) == pages.canonical(expected)


def test_the_client_of_the_pages_uses_nothing_of_this_project() -> None:
    tree = ast.parse(Path(pages.__file__).read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not {module.split(".")[0] for module in modules} & {"shared", "server", "client", "tests"}
