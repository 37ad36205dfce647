"""What stands over the windows of kiosks and shops: invented words, by trade."""

from maps.demo import seeds


def by_trade() -> dict[str, list[str]]:
    """The words of `fixtures/sloviansk/signs.csv`; a trade that is not there has no signs."""
    return {row["trade"]: row["signs"].split("|") for row in seeds.words("signs")}
