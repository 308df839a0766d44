"""The tables, as numbered steps. A released step is never edited. The table `steps` has those taken.

Every key of a table that grows with the accounts begins with the owner, so that the tables can be distributed
by owner. There are no foreign keys: each would lock a row more for every push. `names` finds the owner of a
name, `credentials` that of a passkey.
"""

from __future__ import annotations

from server.store.errors import StoreTooNew
from server.store.postgres.connection import Connection

# Of the advisory lock under which the steps are taken. Any number will do.
LOCK = 0x6175_7475_7300
# A step of a large database may copy it.
STEP_SECONDS = 24 * 3600.0

MIGRATIONS: tuple[str, ...] = (
    # Every push changes a row of `owners`, `vaults` and `authors`. Their pages have room, so that a change
    # stays on its page and touches no index. `owners` sums up what its vaults take.
    # Sealed bytes and hashes do not compress, and the server reads long ones in parts: STORAGE EXTERNAL.
    # `pushes.ids` has the ids of the commits of a push, one after the other. A row for each would cost more
    # than the commit itself. Only merges search them.
    """
    CREATE TABLE server (
        only_row integer PRIMARY KEY CHECK (only_row = 1),
        generation bytea NOT NULL,
        receipt_seed bytea NOT NULL,
        secret bytea NOT NULL
    );
    CREATE TABLE probe (
        only_row integer PRIMARY KEY CHECK (only_row = 1),
        count bigint NOT NULL
    );
    INSERT INTO probe VALUES (1, 0);
    CREATE TABLE names (
        name text COLLATE "C" PRIMARY KEY,
        skeleton text COLLATE "C" UNIQUE,
        owner bytea NOT NULL UNIQUE
    );
    CREATE TABLE owners (
        owner bytea PRIMARY KEY,
        identity bytea NOT NULL,
        roster_head bytea NOT NULL,
        epoch bigint NOT NULL,
        bytes bigint NOT NULL,
        vaults bigint NOT NULL
    ) WITH (fillfactor = 50);
    CREATE TABLE accounts (
        owner bytea PRIMARY KEY,
        name text COLLATE "C" NOT NULL,
        auth_hash text NOT NULL,
        keyset_version bigint NOT NULL,
        keyset bytea NOT NULL,
        recovery_verifier bytea,
        created_ms bigint NOT NULL
    );
    CREATE TABLE statements (
        owner bytea NOT NULL,
        position bigint NOT NULL,
        statement bytea NOT NULL,
        PRIMARY KEY (owner, position)
    );
    CREATE TABLE devices (
        owner bytea NOT NULL,
        device bytea NOT NULL,
        public bytea NOT NULL,
        PRIMARY KEY (owner, device)
    );
    CREATE TABLE sessions (
        owner bytea NOT NULL,
        token_hash bytea NOT NULL,
        device bytea NOT NULL,
        expires_ms bigint NOT NULL,
        PRIMARY KEY (owner, token_hash)
    );
    CREATE TABLE credentials (
        credential bytea PRIMARY KEY,
        owner bytea NOT NULL
    );
    CREATE INDEX credentials_of_owner ON credentials (owner);
    CREATE TABLE passkeys (
        owner bytea NOT NULL,
        credential bytea NOT NULL,
        public_key bytea NOT NULL,
        user_handle bytea NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (owner, credential)
    );
    CREATE TABLE vaults (
        owner bytea NOT NULL,
        vault bytea NOT NULL,
        number bigint NOT NULL,
        head bytea NOT NULL,
        commits bigint NOT NULL,
        size bigint NOT NULL,
        receipt bytea NOT NULL,
        witnessed boolean NOT NULL,
        snapshot bigint NOT NULL,
        epoch bigint NOT NULL,
        PRIMARY KEY (owner, vault)
    ) WITH (fillfactor = 50);
    CREATE TABLE authors (
        owner bytea NOT NULL,
        vault bytea NOT NULL,
        device bytea NOT NULL,
        seq bigint NOT NULL,
        PRIMARY KEY (owner, vault, device)
    ) WITH (fillfactor = 50);
    CREATE TABLE pushes (
        owner bytea NOT NULL,
        vault bytea NOT NULL,
        number bigint NOT NULL,
        base bytea,
        head bytea NOT NULL,
        count bigint NOT NULL,
        certificate bytea NOT NULL,
        receipt bytea NOT NULL,
        state_mac bytea,
        ids bytea NOT NULL,
        commits bytea NOT NULL,
        PRIMARY KEY (owner, vault, number)
    );
    ALTER TABLE pushes ALTER ids SET STORAGE EXTERNAL, ALTER commits SET STORAGE EXTERNAL;
    CREATE INDEX pushes_by_head ON pushes (owner, substr(head, 1, 8));
    CREATE TABLE snapshots (
        owner bytea NOT NULL,
        vault bytea NOT NULL,
        snapshot bytea NOT NULL,
        PRIMARY KEY (owner, vault)
    );
    ALTER TABLE snapshots ALTER snapshot SET STORAGE EXTERNAL;
    CREATE TABLE deleted_vaults (
        owner bytea NOT NULL,
        vault bytea NOT NULL,
        deleted_ms bigint NOT NULL,
        PRIMARY KEY (owner, vault)
    );
    CREATE TABLE erasures (
        owner bytea NOT NULL,
        vault bytea NOT NULL,
        PRIMARY KEY (owner, vault)
    );
    """,
)


async def migrate(connection: Connection) -> None:
    """Takes the steps that this database has not taken yet, each in a transaction of its own.

    Of several processes that start at once, one takes a step while the others wait. Raises StoreTooNew where
    the database has taken more steps than there are here.
    """
    taken = await _steps_taken(connection)
    while taken < len(MIGRATIONS):
        async with connection.transaction(isolation="read_committed"):
            await connection.fetch("SELECT pg_advisory_xact_lock($1)", LOCK, timeout=STEP_SECONDS)
            await connection.execute(
                "CREATE TABLE IF NOT EXISTS steps (number bigint PRIMARY KEY, taken_at timestamptz NOT NULL)"
            )
            # Another process may have taken it meanwhile.
            taken = await _steps_taken(connection)
            if taken < len(MIGRATIONS):
                await connection.execute(MIGRATIONS[taken], timeout=STEP_SECONDS)
                taken += 1
                await connection.execute("INSERT INTO steps VALUES ($1, now())", taken)
    if taken > len(MIGRATIONS):
        raise StoreTooNew(
            f"the database has version {taken}, and this server knows versions up to {len(MIGRATIONS)}:"
            " a newer server made it"
        )


async def _steps_taken(connection: Connection) -> int:
    if not (await connection.fetch("SELECT to_regclass('steps') IS NOT NULL"))[0][0]:
        return 0
    taken: int = (await connection.fetch("SELECT coalesce(max(number), 0) FROM steps"))[0][0]
    return taken
