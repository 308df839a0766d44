"""The search: every step from every situation that differs from those before it, breadth first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from shared.device.core.device import Device
from shared.errors import AutusError
from tests.model import promises
from tests.model.attacker import learn
from tests.model.situation import Situation, begin
from tests.model.steps import OTHERS, Impossible, Step, steps


class Counterexample(AssertionError):
    """A promise that does not hold, with the steps that lead there."""

    def __init__(self, trace: tuple[str, ...], error: Exception) -> None:
        super().__init__(f"{error!r} after: {'; '.join(trace) or 'nothing'}")
        self.trace = trace


@dataclass
class Found:
    situations: int = 0
    steps: int = 0
    forgeries: int = 0


def any_step(_: str) -> bool:
    return True


async def search(depth: int, among: Callable[[str], bool] = any_step) -> Found:
    """All situations within so many steps of the first, of those whose names `among` takes.

    After the last step every device goes on or logs in, so that a person who is locked out is found there
    too. Raises Counterexample.
    """
    try:
        first = await begin()
    except AutusError as error:
        raise Counterexample((), error) from error
    found = Found()
    known, deceived = {shape(first)}, set[Hashable]()
    layer = [first]
    for left in range(depth, -1, -1):
        following = []
        for situation in layer:
            for name, step in steps(situation):
                if not (among(name) if left else name.endswith(tuple(OTHERS))):
                    continue
                after = await _take(situation, name, step)
                if after is None:
                    continue
                found.steps += 1
                form = shape(after)
                if form not in known:
                    known.add(form)
                    found.situations += 1
                    found.forgeries += await _deceive(after, deceived)
                    following.append(after)
        layer = following
    return found


async def _take(situation: Situation, name: str, step: Step) -> Situation | None:
    after = situation.fork(name)
    try:
        await step(after)
        after.hold()
        after.knowledge = await learn(after.crypto, after.knowledge, situation.spoils, after.spoils)
        await promises.check(after)
    except Impossible:
        return None
    except Exception as error:
        raise Counterexample(after.trace, error) from error
    return after


async def _deceive(situation: Situation, deceived: set[Hashable]) -> int:
    tried = 0
    for name, device in situation.devices.items():
        form = (_of_device(situation, name, device), _of_thefts(situation))
        if device.account is None or device.is_revoked or form in deceived:
            continue
        deceived.add(form)
        tried += 1
        try:
            await promises.forgeries_are_refused(situation, name)
        except Exception as error:
            raise Counterexample((*situation.trace, f"{name} is deceived"), error) from error
    return tried


def shape(situation: Situation) -> Hashable:
    """What of a situation decides how it goes on. Keys, hashes and absolute epochs do not, and who is who.

    Two situations of one shape differ in random bytes, in how often something happened, and in which of two
    devices it happened to.
    """
    newest = dict(situation.tried)
    return (
        tuple(sorted(_of_device(situation, name, device) for name, device in situation.devices.items())),
        tuple(
            (kind, secret is not None, newest.get(kind) == secret)
            for kind, secret in situation.present.items()
        ),
        _of_thefts(situation),
    )


def _of_device(situation: Situation, name: str, device: Device) -> tuple[Hashable, ...]:
    account, database = device.account, situation.server.database
    stolen = tuple(
        sorted(situation.epoch - it.epoch for it in situation.thefts if it.device == device.record.device)
    )
    if account is None:
        return (False, stolen)
    known = tuple(database.statements[: len(account.roster)]) == account.roster
    return (
        True,
        stolen,
        known,
        min(len(database.statements) - len(account.roster), 2),
        min(situation.epoch - account.keyset.epoch, 2),
        min(situation.keyset.version - account.keyset.version, 2),
        account.signed_in,
        device.token in database.sessions,
        device.left_session is not None,
        device.record.device in situation.roster.devices,
        device.is_revoked,
    )


def _of_thefts(situation: Situation) -> Hashable:
    """What was stolen, whether it still opens, and how far back the thief's knowledge goes."""
    keys, seeds = situation.knowledge
    return (
        tuple(
            sorted({(it.kind, promises.is_live(situation, it, situation.epoch)) for it in situation.thefts})
        ),
        tuple(sorted({min(situation.epoch - epoch, 2) for epoch, _ in keys})),
        tuple(sorted({min(situation.epoch - epoch, 2) for epoch, _ in seeds})),
    )


def describe(found: Found) -> Iterator[str]:
    yield f"{found.situations} situations, {found.steps} steps"
    yield f"{found.forgeries} devices were shown forgeries"
