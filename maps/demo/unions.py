"""Which things belong together, when all that is known is which pairs do (union-find)."""

from collections.abc import Iterable


class Unions:
    """Groups of numbered members; at first each is alone."""

    def __init__(self, members: Iterable[int]) -> None:
        self._above = {member: member for member in members}

    def root(self, member: int) -> int:
        """The member that stands for the group of this one."""
        while self._above[member] != member:
            self._above[member] = self._above[self._above[member]]
            member = self._above[member]
        return member

    def join(self, one: int, other: int) -> None:
        """Make one group of the groups of two members."""
        self._above[self.root(one)] = self.root(other)

    def groups(self) -> list[list[int]]:
        """The groups, each in the order of its members, the one with the first member first."""
        found: dict[int, list[int]] = {}
        for member in self._above:
            found.setdefault(self.root(member), []).append(member)
        return list(found.values())
