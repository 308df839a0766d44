"""One lie or glitch of a server, in any answer: when the server is honest again, the device is in sync."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from shared.device.core.host import Response
from shared.errors import AutusError
from shared.vault.keys import open_keyset
from shared.wire.accounts import Keyset, SignedStatement
from shared.wire.encoding import encode
from shared.wire.pushes import PullPage
from shared.wire.vaults import VaultList
from tests.shared.device.lab import PASSWORD, Document, Lab, play, two_devices
from tests.simulation.refusals import refusal
from tests.simulation.server import SimServer
from tests.simulation.world import Profile

replace = msgspec.structs.replace
Request = tuple[str | None, str, str, bytes | None]
Alter = Callable[[bytes], object]
Lie = Callable[[Response], Response]

# The requests of a round: method and path.
REQUESTS = {
    "list": ("GET", "/api/v1/vaults"),
    "keyset": ("GET", "/api/v1/keyset"),
    "new keyset": ("PUT", "/api/v1/keyset"),
    "roster": ("GET", "/api/v1/roster"),
    "pull": ("GET", "/pushes"),
    "push": ("POST", "/pushes"),
}
# The codes that a server gives, with their statuses.
STATUS_BY_CODE = {
    "BAD_REQUEST": 400,
    "BAD_CREDENTIALS": 401,
    "NOT_SIGNED_IN": 401,
    "CROSS_SITE": 403,
    "DEVICE_REVOKED": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "BODY_TIMED_OUT": 408,
    "HEAD_MOVED": 409,
    "KEYSET_MOVED": 409,
    "ROSTER_MOVED": 409,
    "VAULT_DELETED": 410,
    "TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "MISDIRECTED": 421,
    "DISCLOSURE_REQUIRED": 428,
    "TOO_MANY_ATTEMPTS": 429,
    "WITNESS_BUSY": 429,
    "SERVER_ERROR": 500,
    "NOT_READY": 503,
    "SERVER_BUSY": 503,
    "QUOTA_EXCEEDED": 507,
}
# Those, codes that only a device gives, and one of a newer version.
CODES = sorted(
    {
        *STATUS_BY_CODE,
        *("ACCOUNT_UNKNOWN", "DUPLICATE_COMMIT", "KEYSET_TAMPERED", "NEW_GENERATION", "NEXT_VERSION"),
        *("REPLAY_MISMATCH", "SEQ_GAP", "SEQ_REUSED", "SERVER_ROLLED_BACK", "UNKNOWN_DEVICE"),
        *("UNKNOWN_PARENT", "UPDATE_REQUIRED"),
    }
)


def lying(lab: Lab, profile: Profile, asked: str, lie: Lie) -> Callable[..., Awaitable[Response]]:
    """A network in which the first such request of the profile gets another answer than the server's."""
    send, method, path = lab._send, *REQUESTS[asked]
    told: list[Request] = []

    async def carry(sender: Profile, request: Request) -> Response:
        answer = await send(sender, request)
        bare = request[2].partition("?")[0]
        if told or sender is not profile or request[1] != method or not bare.endswith(path):
            return answer
        told.append(request)
        return lie(answer)

    return carry


def refuse(code: str) -> Lie:
    def lie(_: Response) -> Response:
        given = refusal(AutusError(code, "so the server says"))
        problem = msgspec.json.decode(given.body)
        status = STATUS_BY_CODE.get(code, 422)
        return Response(status, msgspec.json.encode({**problem, "status": status}), given.media_type)

    return lie


def alter(kind: type, change: Callable[..., object]) -> Lie:
    def lie(answer: Response) -> Response:
        return answer._replace(body=encode(change(msgspec.msgpack.decode(answer.body, type=kind))))

    return lie


@pytest.fixture(params=["in a round", "with an old server", "pushed first", "to an old server first"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How the device meets the lie. An old server shows neither hashes nor pages, so a device asks more."""
    monkeypatch.setattr(Lab, "pushes_first", request.param.endswith("first"))
    monkeypatch.setattr(SimServer, "is_old", "old server" in request.param)


def alter_page(change: Callable[[bytes], bytes]) -> Lie:
    """Another page in HEAD_MOVED."""

    def lie(answer: Response) -> Response:
        problem = msgspec.json.decode(answer.body) if answer.status == STATUS_BY_CODE["HEAD_MOVED"] else {}
        if "page" not in problem:
            return answer
        problem["page"] = b64encode(change(b64decode(problem["page"]))).decode()
        return answer._replace(body=msgspec.json.encode(problem))

    return lie


def alter_pulled(change: Callable[[PullPage], PullPage]) -> Lie:
    return alter_page(lambda page: encode(change(msgspec.msgpack.decode(page, type=PullPage))))


async def lie_once(lab: Lab, a: Profile, asked: str, lie: Lie, monkeypatch: pytest.MonkeyPatch) -> Document:
    with monkeypatch.context() as network:
        network.setattr(lab, "_send", lying(lab, a, asked, lie))
        answer: Document = await lab.ok(a, "sync_changes" if lab.pushes_first else "sync")
    return answer


async def heals(lab: Lab, a: Profile, b: Profile, vaults: list[str]) -> None:
    """The server is honest again. The person does nothing, and both devices end with all data."""
    for device in (a, b, a):
        status = await lab.ok(device, "sync")
    assert (status["phase"], status["waiting"], status["error"], status["needs"]) == ("synced", 0, None, None)
    for vault in vaults:
        assert await lab.labels(a, vault) == await lab.labels(b, vault)
    assert a.facade is not None
    assert lab.server.database.keyset is not None
    stored = await open_keyset(lab.crypto, a.facade.device.account_key, lab.server.database.keyset)
    assert set(vaults) <= stored.vaults.keys()


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("asked", REQUESTS)
@play
async def test_a_refusal_of_any_code_has_no_effect_that_lasts(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, a, b, vault = await two_devices()
    vaults = [vault]
    # All codes where they may have an effect of their own, some of them elsewhere.
    for number, code in enumerate(CODES if asked in {"list", "pull", "push"} else CODES[::4]):
        await lab.commit(b, vault, f"b{number}")
        await lab.ok(b, "sync")
        await lab.commit(a, vault, f"a{number}")
        if asked == "new keyset":
            vaults.append((await lab.ok(a, "create_vault", title=f"New {number}"))["vault"])
        before = await lab.labels(a, vault)
        await lie_once(lab, a, asked, refuse(code), monkeypatch)
        assert set(before) <= set(await lab.labels(a, vault)), code
        await lab.restart(a) if number % 8 == 0 else None
        await heals(lab, a, b, vaults[-2:])


@pytest.mark.parametrize("code", ["VAULT_DELETED", "NOT_FOUND", "NOT_SIGNED_IN", "DEVICE_REVOKED"])
@play
async def test_a_goal_whose_first_push_met_a_lie_arrives(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, _ = await two_devices()
    new = (await lab.ok(a, "create_vault", title="New"))["vault"]
    await lie_once(lab, a, "push", refuse(code), monkeypatch)
    await heals(lab, a, b, [new])


def deleted(listed: VaultList) -> VaultList:
    """Every vault is called deleted."""
    ids = tuple(summary.vault for summary in listed.vaults)
    return replace(listed, vaults=(), deleted=(*ids, *listed.deleted))


ALTERED: dict[str, tuple[str, Lie]] = {
    "all goals deleted": ("list", alter(VaultList, deleted)),
    "deleted and listed": (
        "list",
        alter(VaultList, lambda it: replace(it, deleted=tuple(each.vault for each in it.vaults))),
    ),
    "no goals at all": ("list", alter(VaultList, lambda it: replace(it, vaults=()))),
    "another generation": ("list", alter(VaultList, lambda it: replace(it, generation=bytes(16)))),
    "another head": (
        "list",
        alter(VaultList, lambda it: replace(it, vaults=tuple(replace(v, head=bytes(32)) for v in it.vaults))),
    ),
    "an older keyset": ("keyset", alter(Keyset, lambda it: replace(it, version=it.version - 1))),
    "a keyset that does not open": (
        "keyset",
        alter(Keyset, lambda it: replace(it, version=it.version + 9, sealed_secrets=bytes(100))),
    ),
    "no roster": ("roster", alter(list[SignedStatement], lambda _: [])),
    "an empty pull": ("pull", alter(PullPage, lambda it: replace(it, pushes=(), latest=None))),
    "a held back push": ("pull", alter(PullPage, lambda it: replace(it, pushes=()))),
    "a pull of another generation": ("pull", alter(PullPage, lambda it: replace(it, generation=bytes(16)))),
    "half a page": ("pull", lambda it: it._replace(body=it.body[: len(it.body) // 2])),
    "no receipt": ("push", lambda it: it._replace(body=b"")),
    "no page": ("push", alter_page(lambda _: b"")),
    "a page of noise": ("push", alter_page(lambda page: page[::-1])),
    "a page cut short": ("push", alter_page(lambda page: page[:-1])),
    "an empty page": ("push", alter_pulled(lambda it: replace(it, pushes=(), latest=None))),
    "a page without its push": ("push", alter_pulled(lambda it: replace(it, pushes=()))),
    "a page of another generation": ("push", alter_pulled(lambda it: replace(it, generation=bytes(16)))),
    "a page with a false head": (
        "push",
        alter_pulled(lambda it: replace(it, pushes=(replace(it.pushes[0], head=bytes(32)), *it.pushes[1:]))),
    ),
    "a list with other hashes": (
        "list",
        alter(VaultList, lambda it: replace(it, keyset_hash=bytes(32), roster_hash=bytes(32))),
    ),
}


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("name", ALTERED)
@play
async def test_a_false_answer_has_no_effect_that_lasts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, lie = ALTERED[name]
    lab, a, b, vault = await two_devices()
    new = (await lab.ok(a, "create_vault", title="Not pushed yet"))["vault"]
    await lab.commit(b, vault, "b1")
    await lab.ok(b, "sync")
    await lab.commit(a, vault, "a2")
    await lie_once(lab, a, asked, lie, monkeypatch)
    await lab.commit(a, vault, "a3")
    await lab.restart(a)
    await heals(lab, a, b, [vault, new])
    assert set(await lab.labels(b, vault)) == {"a1", "a2", "a3", "b1"}


@play
async def test_a_person_who_agreed_to_a_false_generation_syncs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "a2")
    _, lie = ALTERED["another generation"]
    assert (await lie_once(lab, a, "list", lie, monkeypatch))["needs"] == "generation"
    await lab.ok(a, "accept_generation")
    await heals(lab, a, b, [vault])
    # What a server has signed in a generation is no mistake: then it cannot go back.
    ended = lab.server.database.generation
    lab.server.restore(lab.server.backup(), honest=True)
    await lab.agree(a)
    await lab.commit(a, vault, "a3")
    await lab.ok(a, "sync")
    lab.server.database.generation = ended
    assert (await lab.ok(a, "sync"))["error"]["code"] == "SERVER_ROLLED_BACK"


@play
async def test_a_lie_about_a_deletion_is_said_and_the_persons_answer_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await two_devices()
    _, lie = ALTERED["all goals deleted"]
    await lab.commit(a, vault, "a2")
    told = await lie_once(lab, a, "list", lie, monkeypatch)
    (goal,) = told["vaults"]
    assert (told["phase"], told["error"]["code"], goal["state"]) == ("refused", "SERVER_WITHHOLDS", "deleted")
    await lab.ok(a, "keep_vault_here", vault=vault)
    # The person decided. The server's truth does not change that, a wish of the person does.
    status = await lab.ok(a, "sync")
    assert (status["phase"], status["vaults"][0]["state"]) == ("synced", "here_only")
    await lab.ok(b, "sync")
    assert await lab.labels(b, vault) == ["a1"]
    assert (await lab.ok(a, "republish_vault", vault=vault))["vault"] == vault
    await heals(lab, a, b, [vault])


@play
async def test_a_goal_really_deleted_elsewhere_stays_stopped_until_the_person_decides() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "delete_vault", vault=vault, where="both", password=PASSWORD)
    await lab.commit(b, vault, "stays here")
    for _ in range(2):
        status = await lab.ok(b, "sync")
        assert (status["phase"], status["vaults"][0]["state"]) == ("refused", "deleted")
        await lab.restart(b)
    left = await lab.ok(b, "keep_vault_here", vault=vault)
    assert left["status"]["vaults"][0]["state"] == "here_only"
    assert (await lab.ok(b, "sync"))["phase"] == "synced"
    new = (await lab.ok(b, "republish_vault", vault=vault))["vault"]
    status = await lab.ok(b, "sync")
    assert (status["phase"], [goal["state"] for goal in status["vaults"]]) == ("synced", ["synced"])
    await lab.ok(a, "sync")
    assert await lab.labels(a, new) == ["stays here", "a1"]
