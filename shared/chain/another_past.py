"""The states of a history in which one commit had another draft, or was left out."""

from __future__ import annotations

from collections.abc import Mapping

from shared.chain.body import Step
from shared.chain.graph import Graph
from shared.chain.replay import Plan, Replay
from shared.kernel import State


class AnotherPast:
    """Replays the commits that follow a changed one. All other commits keep their states.

    The order of the fold stays that of the real history. Each state is the fold of the same commits, in which
    `step` takes the place of the changed commit's own. A step without a draft leaves the commit out: it moves
    nothing.
    """

    def __init__(self, graph: Graph, session_id: str, commit: bytes, step: Step, before: State) -> None:
        """`before` is the real state of the commit's only parent."""
        self._graph = graph
        self._commit = commit
        self._step = step
        self._replay = Replay(graph, session_id)
        self._following = {commit}
        self.seed(graph.parents(commit)[0], before)

    def seed(self, commit: bytes, state: State) -> None:
        """Trusts `state` as the state of a commit that does not follow the changed one."""
        self._replay.seed(commit, state)

    def follows(self, commit: bytes) -> bool:
        """Whether it is the changed commit or descends from it. The caller asks for parents first."""
        if commit in self._following:
            return True
        if self._following.isdisjoint(self._graph.parents(commit)):
            return False
        self._following.add(commit)
        return True

    def plan(self, commit: bytes) -> Plan:
        """The folds that the state of a commit needs."""
        return self._replay.plan(commit)

    def advance(self, plan: Plan, steps: Mapping[bytes, Step]) -> bool:
        """Folds as far as the real `steps` allow. True when the plan is done."""
        if self._commit in steps:
            steps = {**steps, self._commit: self._step}
        return plan.advance(steps)

    def finish(self, plan: Plan) -> State:
        """The state that a plan leads to, which is then remembered. Raises AutusError (DRAFT_MISSING)."""
        return self._replay.run(plan, {})
