"""Which things belong together."""

from maps.demo.unions import Unions


def test_what_was_joined_is_one_group_in_the_order_of_its_members() -> None:
    together = Unions(range(6))
    for pair in ((4, 1), (1, 5), (0, 3), (3, 0)):
        together.join(*pair)
    assert together.groups() == [[0, 3], [1, 4, 5], [2]]
    assert together.root(4) == together.root(5) != together.root(0)
