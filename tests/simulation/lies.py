"""A server of the simulation that lies at random moments, one lie at a time, and is honest in between."""

from __future__ import annotations

from random import Random

from tests.lies.attacks import ATTACKS, FORK
from tests.lies.liar import Attack
from tests.simulation.world import World

ELSEWHERE = "an empty account in place of the old"
# No person believes a restored database without having heard of one, so this lie is told elsewhere.
TOLD: dict[str, Attack] = {
    **{name: attack for name, attack in ATTACKS.items() if name not in {"another generation", ELSEWHERE}},
    "a fork": FORK,
}
# The lie that leaves the most behind is told more often than the others.
FORKS = 0.2
# What a device may say of a lie, now or at the next answer. Each attack says which of them are its own.
ACCUSATIONS = frozenset().union(*(attack.codes for attack in TOLD.values()))


class Lies:
    """`random` is the world's. A lie that the server has signed ends with an honest operator and a new
    generation, as after any restore.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._random: Random = world.random
        self.scars = False

    @property
    def told(self) -> bool:
        """Whether this server has lied, so that devices may accuse it."""
        return self._world.liar.told > 0

    def step(self) -> None:
        """Begins an attack, or ends the present one."""
        world = self._world
        if world.liar.attack is not None:
            self.stop()
        elif world.server.database.keyset is not None:
            name = "a fork" if self._random.random() < FORKS else self._random.choice(sorted(TOLD))
            world.tell(f"the server lies: {name}")
            world.liar.begin(TOLD[name])
            self.scars = TOLD[name].scars

    def stop(self) -> None:
        """The server is honest again."""
        world = self._world
        world.liar.stop()
        world.tell("the server is honest again")
        if self.scars:
            world.server.restore(world.server.backup(), honest=True)
            self.scars = False
