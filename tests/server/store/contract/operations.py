"""One call of each operation of the port, for tests that go through all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from server.store.port import Store
from server.store.rows import ServerIdentity, VaultRow
from tests.server.store.contract.examples import (
    hashed,
    new_account,
    new_passkey,
    new_push,
    new_session,
    new_snapshot,
    new_statement,
    new_ways,
    push_many,
    short,
)

MINA, VAULT, DEVICE = hashed("mina"), short("mina", "vault"), short("mina", "device")
RECORD = ServerIdentity(short("generation"), hashed("seed"), hashed("secret"))
ROW = VaultRow(1, hashed("head"), 1, 1, b"receipt", False)

# Every operation but `open`, `close`, `find_fault` and `known_fault`.
OPERATIONS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "server_identity": lambda store: store.server_identity(RECORD),
    "replace_generation": lambda store: store.replace_generation(bytes(16)),
    "find_taken": lambda store: store.find_taken("name", "skeleton", hashed("mina")),
    "create_account": lambda store: store.create_account(new_account("mina")),
    "account_state": lambda store: store.account_state(hashed("mina")),
    "change_ways": lambda store: store.change_ways(new_ways("mina")),
    "account_by_name": lambda store: store.account_by_name("name"),
    "account_by_identity": lambda store: store.account_by_identity(hashed("mina")),
    "keyset_by_name": lambda store: store.keyset_by_name("name", hashed("mina")),
    "replace_keyset": lambda store: store.replace_keyset(hashed("mina"), 1, 2, b""),
    "facts_of_roster": lambda store: store.facts_of_roster(hashed("mina")),
    "append_statement": lambda store: store.append_statement(new_statement("mina")),
    "roster_since": lambda store: store.roster_since(hashed("mina"), 0),
    "newest_statement": lambda store: store.newest_statement(hashed("mina")),
    "delete_account": lambda store: store.delete_account(hashed("mina")),
    "passkey_by_credential": lambda store: store.passkey_by_credential(hashed("credential")),
    "count_passkey": lambda store: store.count_passkey(hashed("mina"), hashed("credential"), 0, 1),
    "open_session": lambda store: store.open_session(new_session("mina"), 0, 1),
    "owner_of_token": lambda store: store.owner_of_token(hashed("token")),
    "session_by_token": lambda store: store.session_by_token(bytes(8), hashed("token")),
    "extend_session": lambda store: store.extend_session(bytes(8), hashed("token"), 1),
    "end_session": lambda store: store.end_session(bytes(8), hashed("token")),
    "end_other_sessions": lambda store: store.end_other_sessions(bytes(8), hashed("token")),
    "end_device_sessions": lambda store: store.end_device_sessions(hashed("mina"), short("device")),
    "places_of_device": lambda store: store.places_of_device(hashed("mina"), short("device")),
    "certificates_after": lambda store: store.certificates_after(hashed("mina"), short("vault"), 0, 1),
    "vault_by_id": lambda store: store.vault_by_id(hashed("mina"), short("vault")),
    "list_vaults": lambda store: store.list_vaults(hashed("mina")),
    "list_deleted_vaults": lambda store: store.list_deleted_vaults(hashed("mina")),
    "is_deleted_vault": lambda store: store.is_deleted_vault(hashed("mina"), short("vault")),
    "facts_of_push": lambda store: store.facts_of_push(hashed("mina"), short("vault"), [], []),
    "swap_in_push": lambda store: store.swap_in_push(new_push("mina")),
    "push_with_head": lambda store: store.push_with_head(hashed("mina"), short("vault"), hashed("head")),
    "page_of_pushes": lambda store: store.page_of_pushes(hashed("mina"), short("vault"), 0, 1, 1),
    "pushes_between": lambda store: store.pushes_between(hashed("mina"), short("vault"), 1, 1),
    "part_of_commits": lambda store: store.part_of_commits(hashed("mina"), short("vault"), 1, 0, 1),
    "swap_in_snapshot": lambda store: store.swap_in_snapshot(new_snapshot("mina", ROW)),
    "snapshot_of": lambda store: store.snapshot_of(hashed("mina"), short("vault")),
    "switch_witness": lambda store: store.switch_witness(hashed("mina"), short("vault"), True),
    "largest_accounts": lambda store: store.largest_accounts(0, 1),
    "identities_after": lambda store: store.identities_after(b"", 1),
    "end_account_sessions": lambda store: store.end_account_sessions(hashed("mina")),
    "delete_vault": lambda store: store.delete_vault(hashed("mina"), short("vault"), 1, 1),
}


# An operator asks for all accounts. No request of a device does.
OF_ALL_ACCOUNTS = {"largest_accounts", "identities_after"}


async def do_everything(store: Store) -> None:
    """Every operation of one owner, those that compare also with what holds."""
    await store.create_account(new_account("mina"))
    await store.create_account(new_account("other"))
    row = await push_many(store, "mina", pushes=2)
    another = new_push("mina", after=row, count=3, seqs={DEVICE: 3, short("mina", "second"): 1})
    authors = [DEVICE, short("mina", "second"), short("mina", "third")]
    assert await store.facts_of_push(MINA, VAULT, authors, another.ids)
    assert await store.swap_in_push(another)
    row = await store.vault_by_id(MINA, VAULT)
    assert row is not None
    assert await store.swap_in_snapshot(new_snapshot("mina", row))
    assert await store.page_of_pushes(MINA, VAULT, 0, 3, 10**6)
    assert await store.pushes_between(MINA, VAULT, 1, 3)
    assert await store.part_of_commits(MINA, VAULT, 1, 0, 5)
    assert await store.push_with_head(MINA, VAULT, row.head)
    await store.open_session(new_session("mina", "second"), 0, 1)
    assert await store.append_statement(new_statement("mina"))
    numbers = {VAULT: 3}
    passkeys = [new_passkey("mina"), new_passkey("mina", "second")]
    ways = new_ways(
        "mina", 2, revoked=[DEVICE], numbers=numbers, keep_session=hashed("kept"), passkeys=passkeys
    )
    assert await store.change_ways(ways) is not None
    assert await store.count_passkey(MINA, passkeys[0].credential, 0, 1)
    assert await store.change_ways(new_ways("mina", 4, version=2, passkeys=passkeys[1:])) is not None
    assert await store.passkey_by_credential(passkeys[1].credential)
    assert await store.delete_vault(MINA, VAULT, 1, 10)
    for name, operation in OPERATIONS.items():
        if name not in OF_ALL_ACCOUNTS:
            await operation(store)
