"""Random courses of operations give the same answers on every store as on the naive model."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from server.store.port import Store
from server.store.rows import ServerIdentity, owner_of
from tests.server.store.contract.contents import Contents
from tests.server.store.contract.examples import (
    AMPLE,
    hashed,
    key_of,
    new_account,
    new_passkey,
    new_push,
    new_session,
    new_snapshot,
    new_statement,
    new_ways,
    short,
)
from tests.server.store.contract.model import ModelStore
from tests.server.store.contract.stores import STORES, NewDatabase, Place

PEOPLE = ["ana", "ben", "cho"]
VAULTS = ["one", "two", "three"]
people = st.sampled_from(PEOPLE)
vaults = st.sampled_from(VAULTS)
counts = st.integers(1, 4)
# A fact is mostly what it is, and now and then out of date.
stale = st.sampled_from([False, False, False, True])


class Comparison(RuleBasedStateMachine):
    """`make_place` says on which store the course runs beside the model."""

    make_place: Callable[[Path], Any]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.place = type(self).make_place(Path(self.folder.name))
        self.model: Store = ModelStore(Contents())
        self.store: Store = self.place.make()
        self.now = 0
        self.sent: dict[str, list[bytes]] = {}
        for store in (self.model, self.store):
            self.runner.run(store.open())

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()

    def alike(self, ask: Callable[[Store], Awaitable[Any]]) -> Any:
        """The answer that both stores give."""

        async def asked(store: Store) -> Any:
            return await ask(store)

        expected = self.runner.run(asked(self.model))
        assert self.runner.run(asked(self.store)) == expected
        return expected

    def compare(self, identity: bytes) -> None:
        self.alike(lambda store: store.account_by_identity(identity))
        self.alike(lambda store: store.account_state(identity))
        self.alike(lambda store: store.list_vaults(identity))
        self.alike(lambda store: store.list_deleted_vaults(identity))

    def tick(self) -> int:
        self.now += 1
        return self.now

    @rule(who=people, namesake=st.sampled_from([None, None, *PEOPLE]), statements=counts)
    def create(self, who: str, namesake: str | None, statements: int) -> None:
        new = new_account(who, name=namesake, statements=statements)
        new = replace(new, session=new_session(who, str(self.tick()), self.now + 50))
        self.alike(lambda store: store.find_taken(new.account.name, new.skeleton, new.account.identity))
        self.alike(lambda store: store.create_account(new))

    @rule(who=people, expected=counts, version=counts)
    def replace_keyset(self, who: str, expected: int, version: int) -> None:
        keyset = hashed("keyset", self.tick())
        self.alike(lambda store: store.replace_keyset(hashed(who), expected, version, keyset))

    @rule(who=people, late=stale, device=st.sampled_from(["second", "third"]))
    def append(self, who: str, late: bool, device: str) -> None:
        facts = self.alike(lambda store: store.facts_of_roster(hashed(who)))
        position = facts.statements if facts else 1
        new = new_statement(who, position - 1 if late else position, device=device)
        self.alike(lambda store: store.append_statement(new))

    @rule(who=people, late=stale, version=counts, ago=st.integers(0, 6), end=st.booleans())
    def change_ways(self, who: str, late: bool, version: int, ago: int, end: bool) -> None:
        facts = self.alike(lambda store: store.facts_of_roster(hashed(who)))
        row = self.alike(lambda store: store.account_by_identity(hashed(who)))
        position = facts.statements if facts else 1
        kept = new_session(who, str(self.now - ago)).token_hash if end else None
        known = row.keyset_version if row and not late else version
        passkeys = [new_passkey(who, str(number)) for number in range(version)]
        new = new_ways(who, position, version=known, keep_session=kept, passkeys=passkeys)
        self.alike(lambda store: store.change_ways(new))

    @rule(who=people, number=counts, before=counts)
    def count_passkey(self, who: str, number: int, before: int) -> None:
        credential = new_passkey(who, str(number)).credential
        self.alike(lambda store: store.count_passkey(hashed(who), credential, before, before + 1))
        self.alike(lambda store: store.passkey_by_credential(credential))

    @rule(who=people, keep=counts, length=st.integers(0, 9))
    def open_session(self, who: str, keep: int, length: int) -> None:
        new = new_session(who, str(self.tick()), 10 * self.now + length)
        self.alike(lambda store: store.open_session(new, 10 * self.now - 15, keep))

    @rule(who=people, ago=st.integers(0, 6), change=st.sampled_from(["end", "end others", "extend"]))
    def change_session(self, who: str, ago: int, change: str) -> None:
        key = key_of(new_session(who, str(self.now - ago)))
        if change == "end":
            self.alike(lambda store: store.end_session(*key))
        elif change == "end others":
            self.alike(lambda store: store.end_other_sessions(*key))
        else:
            expires_ms = 10 * self.tick() + 5
            self.alike(lambda store: store.extend_session(*key, expires_ms))

    @rule(
        who=people, vault=vaults, count=counts, late=stale, witness=stale, few=stale, size=st.integers(0, 999)
    )
    def push(self, who: str, vault: str, count: int, late: bool, witness: bool, few: bool, size: int) -> None:
        identity, vault_id = hashed(who), short(who, vault)
        known = self.sent.setdefault(who + vault, [])
        authors = [short(who, device) for device in ("device", "second", "third")][:count]
        facts = self.alike(lambda store: store.facts_of_push(identity, vault_id, authors, known[-3:]))
        row = facts.vault if facts else None
        new = new_push(
            who,
            vault,
            replace(row, number=row.number - 1) if row and late and row.number > 1 else row,
            count=count,
            commits=bytes(size),
            tag=str(self.tick()),
            seqs=dict.fromkeys(authors, self.now),
            witnessed=(row.witnessed if row else False) != witness,
            roster_head=facts.roster_head if facts else bytes(32),
            quota_bytes=facts.owned_bytes + size if facts and few else AMPLE,
            vaults_max=2 if few else AMPLE,
        )
        if self.alike(lambda store: store.swap_in_push(new)):
            known.extend(new.ids)
        self.alike(lambda store: store.push_with_head(identity, vault_id, new.push.head))

    @rule(who=people, vault=vaults, late=stale, few=stale, size=st.integers(0, 999))
    def keep_snapshot(self, who: str, vault: str, late: bool, few: bool, size: int) -> None:
        identity, vault_id = hashed(who), short(who, vault)
        facts = self.alike(lambda store: store.facts_of_push(identity, vault_id, [], []))
        row = facts.vault if facts else None
        if row is not None:
            new = new_snapshot(
                who,
                row,
                vault,
                snapshot=bytes(size),
                replaces=row.snapshot + late,
                roster_head=facts.roster_head,
                quota_bytes=facts.owned_bytes + size // 2 if few else AMPLE,
            )
            self.alike(lambda store: store.swap_in_snapshot(new))
        self.alike(lambda store: store.snapshot_of(identity, vault_id))

    @rule(who=people, vault=vaults, on=st.booleans())
    def switch(self, who: str, vault: str, on: bool) -> None:
        self.alike(lambda store: store.switch_witness(hashed(who), short(who, vault), on))

    @rule(who=people, vault=vaults, kept_max=counts)
    def delete_vault(self, who: str, vault: str, kept_max: int) -> None:
        now_ms = self.tick()
        self.alike(lambda store: store.delete_vault(hashed(who), short(who, vault), now_ms, kept_max))

    @rule(most=counts, after=people, who=people, end=stale)
    def operate(self, most: int, after: str, who: str, end: bool) -> None:
        self.alike(lambda store: store.largest_accounts(10 * self.now, most))
        self.alike(lambda store: store.identities_after(b"", most))
        self.alike(lambda store: store.identities_after(owner_of(hashed(after)), most))
        if end:
            self.alike(lambda store: store.end_account_sessions(hashed(who)))

    @rule(who=people)
    def delete_account(self, who: str) -> None:
        self.alike(lambda store: store.delete_account(hashed(who)))

    @rule(generation=st.binary(min_size=16, max_size=16), replaced=st.booleans())
    def identify(self, generation: bytes, replaced: bool) -> None:
        if replaced:
            self.alike(lambda store: store.replace_generation(generation))
        fresh = ServerIdentity(generation, hashed("seed", generation), hashed("secret", generation))
        self.alike(lambda store: store.server_identity(fresh))

    @rule(who=people, vault=vaults, after=st.integers(0, 5), bytes_max=st.integers(0, 4_000))
    def read_pages(self, who: str, vault: str, after: int, bytes_max: int) -> None:
        identity, vault_id = hashed(who), short(who, vault)
        self.alike(lambda store: store.page_of_pushes(identity, vault_id, after, after + 4, bytes_max))
        self.alike(lambda store: store.pushes_between(identity, vault_id, after, after + 4))

    @rule()
    def restart(self) -> None:
        self.runner.run(self.store.close())
        self.store = self.place.make()
        self.runner.run(self.store.open())

    @invariant()
    def they_hold_the_same(self) -> None:
        for who in PEOPLE:
            self.compare(hashed(who))


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["postgres", "sqlite"])
def test_a_course_of_operations(name: str, new_database: NewDatabase) -> None:
    def make_place(folder: Path) -> Place:
        return STORES[name](folder, new_database)

    machine = type("Machine", (Comparison,), {"make_place": staticmethod(make_place)})
    profile = settings(max_examples=min(settings().max_examples, 12), stateful_step_count=30)
    run_state_machine_as_test(machine, settings=profile)
