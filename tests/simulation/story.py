"""What happens in a world: people work on several devices while everything fails, then everything heals."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext

from shared.device.core.device import Device
from shared.device.sync.round import local_vaults
from shared.device.sync.status import sync_status
from tests.simulation.database import Database
from tests.simulation.expected import EXPECTED, REFUSED, is_split, is_synced
from tests.simulation.lies import ACCUSATIONS, Lies
from tests.simulation.many_snapshots import many_snapshots
from tests.simulation.person import Person
from tests.simulation.world import YEAR_MS, Document, Profile, World, WorldError

STEPS = 300
HEALING_ROUNDS = 24
PROFILES_MAX = 6


class Story:
    """`restores` and `copies` enable these two misfortunes. One world in ten has both. In those with neither,
    the account may be deleted and made again. In those without restores the person removes devices.

    With `new_devices`, further devices join in the middle, through snapshots. With `lies`, the server lies at
    random moments.
    """

    def __init__(
        self, seed: int, tell: Callable[[str], None], *, new_devices: bool = False, lies: bool = False
    ) -> None:
        self.world = World(seed, tell)
        self.new_devices = new_devices
        self.lies = Lies(self.world) if lies else None
        self.random = self.world.random
        kind = self.random.random()
        self.copies = kind < 0.35 or 0.45 < kind < 0.55
        self.restores = kind > 0.65 or 0.45 < kind < 0.55
        self.revocations = not lies and not self.restores
        self.recreations = not lies and not self.copies and not self.restores
        self.acknowledged: set[str] = set()
        self.attempted = 0
        self.split: list[Profile] = []
        self.backup: Database | None = None
        self.person = Person(self.world, self._expect)

    async def run(self) -> None:
        world = self.world
        await world.start()
        for number in range(self.random.randint(2, 4)):
            profile = world.add_profile("ABCD"[number])
            profile.clock_ms = self.random.choice([0, self.random.randint(-5 * YEAR_MS, 5 * YEAR_MS)])
        await self._begin()
        world.calm = False
        for _ in range(STEPS):
            world.steps += 1
            await self._step()
            await world.settle()
        for profile in world.profiles:
            await world.crash(profile)
        if self.lies is not None:
            self.lies.stop()
        while world.ghosts:
            await world.end_ghost()
        world.calm = True
        await self._heal()
        await self._check()

    async def _begin(self) -> None:
        first, *others = self.world.profiles
        await self._boot(first)
        for number in range(self.random.choice([1, 1, 2])):
            await self.world.call(first, "create_vault", title=f"goal {number}")
        if self.random.random() < 0.8:
            await self.person.join(first)
        for profile in others:
            await self._boot(profile)
            if self.random.random() < 0.3:
                await self.world.call(profile, "create_vault", title=f"goal of {profile.name}")
                await self._commit(profile)
            if self.random.random() < 0.6 and self.world.server.database.keyset is not None:
                await self.person.join(profile)

    async def _step(self) -> None:
        world = self.world
        if world.waits and self.random.random() < 0.75:
            await world.end_one_wait()
            return
        if self.new_devices and len(world.profiles) < PROFILES_MAX and self.random.random() < 0.03:
            world.tell("a new device comes")
            world.add_profile("ABCDEF"[len({profile.name[0] for profile in world.profiles})])
        if self.lies is not None and self.random.random() < 0.08:
            self.lies.step()
        profile = self.random.choice(world.profiles)
        chance = self.random.random()
        if profile.facade is None:
            if not profile.tasks:
                world.spawn(profile, self._boot(profile))
        elif chance < 0.10:
            await self._misfortune(profile)
        elif len(profile.tasks) < 3 and profile.facade._device is not None:
            if chance < 0.5:
                world.spawn(profile, self._commit(profile))
            elif chance < 0.85:
                world.spawn(profile, self._sync(profile))
            elif chance < 0.91:
                world.spawn(profile, self.person.change_ways(profile))
            else:
                world.spawn(profile, self._other(profile))

    async def _misfortune(self, profile: Profile) -> None:
        world, chance = self.world, self.random.random()
        if chance < 0.25:
            profile.offline = not profile.offline
            world.tell(f"{profile.name} is {'offline' if profile.offline else 'online'}")
        elif chance < 0.35:
            profile.clock_ms = self.random.randint(-5 * YEAR_MS, 5 * YEAR_MS)
        elif chance < 0.45:
            await world.crash(profile)
        elif chance < 0.6 and world.ghosts:
            await world.end_ghost()
        elif self.copies and not any(
            other.name.startswith(profile.name[0] + "'") for other in world.profiles
        ):
            self._copy(profile)
        elif self.restores:
            self._restore()
        elif self.recreations and self.random.random() < 0.5 and profile.facade and profile.facade._device:
            world.spawn(profile, self.person.delete_account(profile))

    def _copy(self, profile: Profile) -> None:
        assert profile.facade is not None
        device = profile.facade._device
        # Two copies of a vault that is adopted, or made anew before its first push, become two vaults.
        if device and device.account and not device.account.adopt and not _has_unpushed_vaults(device):
            self.world.tell(f"{profile.name} is copied")
            self.world.copy_profile(profile)

    def _restore(self) -> None:
        """An older backup, whole, under a new generation."""
        server = self.world.server
        if self.random.random() < 0.5 and server.database.vaults:
            self.backup = server.backup()
        elif self.backup is not None:
            self.world.tell("the server is restored from a backup")
            server.restore(self.backup, honest=True)
            self.backup = None

    async def _boot(self, profile: Profile) -> None:
        self.world.switch_on(profile)
        self._expect(await self.world.call(profile, "boot"))

    async def _sync(self, profile: Profile) -> None:
        assert profile.facade is not None
        if profile.facade.device.account is None:
            await self.person.come_in(profile)
            return
        method, fields = self._way_to_sync()
        status = self._expect(await self.world.call(profile, method, **fields))
        self._expect_calm(profile, status)
        if self.random.random() < 0.5:
            await self._help(profile, status)

    def _way_to_sync(self) -> tuple[str, Document]:
        """A round, a push alone, or what an event says: the truth, something older, or a lie."""
        chance, vaults = self.random.random(), self.world.server.database.vaults
        if chance < 0.35 or (chance > 0.75 and not vaults):
            return "sync", {}
        if chance <= 0.75:
            return "sync_changes", {}
        vault, stored = self.random.choice(list(vaults.items()))
        push = stored.pushes[-1] if self.random.random() < 0.7 else self.random.choice(stored.pushes)
        head = push.head if self.random.random() < 0.95 else self.random.randbytes(32)
        event = {"vault": vault.hex(), "number": push.receipt.number, "head": head.hex()}
        return "sync_head", event

    async def _help(self, profile: Profile, status: Document) -> None:
        """Does what the status asks the person for."""
        call = self.world.call
        if status["needs"] == "login":
            await self.person.log_in_again(profile)
        elif status["needs"] == "password":
            await self.person.with_password(profile, "renew_device_id", device_name=f"{profile.name} again")
        elif status["needs"] == "generation":
            self._expect(await call(profile, "accept_generation"))

    async def _other(self, profile: Profile) -> None:
        call, chance = self.world.call, self.random.random()
        vault = self._some_vault(profile)
        if chance < 0.15 and len(profile.facade.device.vaults) < 3:  # type: ignore[union-attr]
            self._expect(await call(profile, "create_vault", title="another goal"))
        elif chance < 0.2:
            self._expect(await call(profile, "logout"))
        elif chance < 0.26 and self.revocations:
            await self.person.revoke(profile)
        elif vault is None:
            return
        elif chance < 0.4:
            words = {"names": {f"n{self.random.randint(0, 3)}": f"name {self.world.steps}"}}
            self._expect(await call(profile, "set_words", vault=vault, words=words))
        elif chance < 0.6:
            self._expect(await call(profile, "save_draft", vault=vault))
        elif chance < 0.63:
            self._expect(await call(profile, "set_witnessed", vault=vault, on=self.random.random() < 0.7))
        elif chance < 0.67:
            self._expect(await call(profile, "discard_draft", vault=vault))
        elif chance < 0.75:
            self._expect(await call(profile, "history", vault=vault, limit=5))
        else:
            labels = [self._label(profile) for _ in range(self.random.randint(2, 5))]
            commits = [
                {
                    "t_ms": self.world.now_ms(profile),
                    "patches": [[3, {"allocations": {"E": 1}}]],
                    "label": label,
                }
                for label in labels
            ]
            answer = await call(profile, "import_commits", vault=vault, commits=commits)
            if self._expect(answer):
                self.acknowledged.update(labels)

    def _some_vault(self, profile: Profile) -> str | None:
        assert profile.facade is not None
        vaults = [vault.hex() for vault in profile.facade.device.vaults]
        return self.random.choice(vaults) if vaults else None

    def _label(self, profile: Profile) -> str:
        self.attempted += 1
        return f"{profile.name} {self.attempted}"

    async def _commit(self, profile: Profile) -> None:
        vault = self._some_vault(profile)
        if vault is None:
            return
        if not self._expect(await self.world.call(profile, "view", vault=vault)):
            return
        for page, patch in self._patches():
            self._draft(profile, vault, page, patch)
        label = self._label(profile)
        note = f"note on {label}" if self.random.random() < 0.2 else None
        if self._expect(await self.world.call(profile, "commit", vault=vault, label=label, note=note)):
            self.acknowledged.add(label)

    def _draft(self, profile: Profile, vault: str, page: int, patch: Document) -> None:
        assert profile.facade is not None
        request = {"vault": vault, "page": page, "patch": patch}
        self._expect(json.loads(profile.facade.draft(json.dumps(request).encode())))

    def _patches(self) -> list[tuple[int, Document]]:
        random = self.random
        # Without calm periods, sigma passes the gate's limit and no commit succeeds any more.
        patches: list[tuple[int, Document]] = [(3, {"allocations": {"S": 2, "W": 1, "E": random.random()}})]
        if random.random() < 0.5:
            patches.append((1, {"mass_modifier": random.uniform(-0.5, 0.5)}))
        if random.random() < 0.6:
            patches.append((2, {"ops": [self._operation(n) for n in range(random.randint(1, 3))]}))
        return patches

    def _operation(self, number: int) -> Document:
        random = self.random
        node = f"n{random.randint(0, 3)}"
        operation = {"op_id": f"o{number}", "t_ms": number}
        return random.choice(
            [
                {**operation, "type": "NODE_CREATE", "node": {"id": node}},
                {**operation, "type": "NODE_DELETE", "node_id": node},
                {**operation, "type": "NODE_MASS_SCALE", "node_id": node, "scale": random.uniform(0.5, 2)},
                {**operation, "type": "EDGE_WEIGHT_SET", "a": "SELF", "b": node, "flow": random.random()},
            ]
        )

    def _expect(self, answer: Document) -> Document:
        """The answer's `ok`. Empty if the call was refused for an acceptable reason."""
        if "ok" in answer:
            return answer["ok"] or {"ok": True}
        if answer["error"]["code"] not in EXPECTED | REFUSED | self._accusations():
            raise WorldError(f"a call was refused: {answer['error']}")
        return {}

    def _expect_calm(self, profile: Profile, status: Document) -> None:
        # A round may be in progress during the restore.
        expected = EXPECTED | {"NOT_FOUND", "DEVICE_REVOKED", "WAYS_LOST"} if self.restores else EXPECTED
        for error in [status["error"], *[vault["error"] for vault in status["vaults"]]]:
            if error is not None and error["code"] not in expected | self._accusations():
                raise WorldError(f"{profile.name} accuses an honest server: {error}")

    def _accusations(self) -> frozenset[str]:
        """Only a server that has lied is accused."""
        return ACCUSATIONS if self.lies is not None and self.lies.told else frozenset()

    async def _heal(self) -> None:
        for profile in self.world.profiles:
            profile.offline = False
            await self._boot(profile)
        for _ in range(HEALING_ROUNDS):
            settled = True
            for profile in self.world.profiles:
                if profile.facade.device.account is None:  # type: ignore[union-attr]
                    await self.person.join(profile)
                status = self._expect(await self.world.call(profile, "sync"))
                self._expect_calm(profile, status)
                await self._help(profile, status)
                settled = settled and (is_split(status) or is_synced(status))
                if is_split(status) and profile not in self.split:
                    self.split.append(profile)
            if settled and len({self._heads(profile) for profile in self._joined()}) <= 1:
                return
        raise WorldError(f"the devices do not come to an end: {self._state()}")

    def _joined(self) -> list[Profile]:
        """The devices that go on together."""
        return [profile for profile in self.world.profiles if profile not in self.split]

    def _state(self) -> list[str]:
        statuses = [sync_status(profile.facade.device) for profile in self.world.profiles]
        return [f"{status.phase} {status.waiting} {status.error}" for status in statuses] + [
            self._heads(profile) for profile in self.world.profiles
        ]

    def _heads(self, profile: Profile) -> str:
        device = profile.facade.device  # type: ignore[union-attr]
        return " ".join(
            sorted(f"{vault.id.hex()}:{vault.meta.head.hex()}" for vault in device.vaults.values())
        )

    async def _check(self) -> None:
        seen: Counter[str] = Counter()
        profiles = self._joined() or self.world.profiles[:1]
        first = profiles[0]
        for vault in first.facade.device.vaults:  # type: ignore[union-attr]
            answers = [await self.world.call(profile, "view", vault=vault.hex()) for profile in profiles]
            if self.split and all(answer.get("error", {}).get("code") == "VAULT_EMPTY" for answer in answers):
                # Only devices that go on alone have its commits.
                continue
            views = [answer["ok"] for answer in answers]
            for key in ("head", "state_hash", "marker", "commits", "live"):
                if any(view[key] != views[0][key] for view in views):
                    raise WorldError(f"{key} differs: {[view[key] for view in views]}")
            contexts = [await self._words(profile, vault.hex(), views[0]["head"]) for profile in profiles]
            if any(context != contexts[0] for context in contexts):
                raise WorldError(f"words differ: {contexts}")
            rows = (await self.world.call(first, "history", vault=vault.hex(), limit=500))["ok"]["rows"]
            seen.update(row["label"] for row in rows if row["label"] is not None)
            last = profiles[-1]
            report = (await self.world.call(last, "verify", vault=vault.hex()))["ok"]
            if not report["ok"] or report["commits"] != len(rows) or report["commits"] != views[0]["commits"]:
                raise WorldError(f"the chain does not verify: {report}")
        held = [await self._labels(profile) for profile in self.split]
        if lost := self.acknowledged - set(seen).union(*held):
            raise WorldError(f"acknowledged and lost: {sorted(lost)}")
        if doubled := [label for label, count in seen.items() if count > 1]:
            raise WorldError(f"there more than once: {doubled}")

    async def _labels(self, profile: Profile) -> set[str]:
        """What a device holds that goes on alone."""
        found: set[str] = set()
        for vault in profile.facade.device.vaults:  # type: ignore[union-attr]
            answer = await self.world.call(profile, "history", vault=vault.hex(), limit=500)
            found |= {row["label"] for row in answer["ok"]["rows"]} if "ok" in answer else set()
        return found

    async def _words(self, profile: Profile, vault: str, commit: str) -> Document:
        """The words up to the head, without those pending on this device, as stored and as recomputed."""
        held: Document = profile.facade.device.vault(bytes.fromhex(vault)).tip.words  # type: ignore[union-attr]
        answer = await self.world.call(profile, "state_at", vault=vault, commit=commit)
        if answer["ok"]["context"] != held:
            raise WorldError(f"the words that {profile.name} holds differ from those of its history")
        return held


def _has_unpushed_vaults(device: Device) -> bool:
    never_pushed = any(vault.meta.remote.receipt is None for vault in device.account_vaults())
    return never_pushed or bool(local_vaults(device))


def run(
    seed: int,
    tell: Callable[[str], None] = lambda _: None,
    *,
    new_devices: bool = False,
    lies: bool = False,
) -> Story:
    """Runs one world. Raises WorldError, or whatever the engine raised against its rules."""
    story = Story(seed, tell, new_devices=new_devices, lies=lies)
    with many_snapshots() if new_devices else nullcontext():
        asyncio.run(story.run())
    return story
