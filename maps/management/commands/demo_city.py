"""Loads the demonstration city: a believable Sloviansk with objects on every layer."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accessibility import reachable
from accessibility.actions import follow_barriers
from accessibility.mending.actions import list_what_to_mend
from kiosks import measures, passages
from kiosks.plan.actions import compare
from layers.locating.actions import layers_to_locate, locate_layer
from maps.demo import city, load, news, proceedings, region
from maps.demo.tables import Table


class Command(BaseCommand):
    help = (
        "Load the demonstration city in place of an earlier one; rows of other sources are not touched. "
        "The same seed and day give the same city."
    )
    #: `migrate` has made them, without which there is nothing to load into
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size",
            choices=[*city.SIZES, "region"],
            default="small",
            help="small: about 5 000 objects; city: over 20 000; region: over 1 000 000, for load work",
        )
        parser.add_argument(
            "--seed", type=int, default=city.DEFAULT_SEED, help="another number, another town"
        )
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            help="the day that dates are reckoned from, YYYY-MM-DD (today by default)",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is any feature already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.CITY.slug != "sloviansk":
            raise CommandError(
                f"The demonstration is Sloviansk, but this map is of {settings.CITY.slug}: unset CITY_FILE and CITY."
            )
        if options["seed"] < 0:
            raise CommandError("A seed is a number from 0 up.")
        if options["if_empty"] and not load.is_empty():
            self.stdout.write("There are features already: the demonstration was not loaded.")
            return
        count = self._load(options["size"], options["seed"], options["as_of"] or timezone.localdate())
        self.stdout.write(
            f"Loaded the demonstration city ({options['size']}): {count:,} rows.".replace(",", " ")
        )
        if not settings.DEMONSTRATION:
            self.stdout.write("Set DEMONSTRATION=yes, so that every page and export says that it is one.")

    def _load(self, size: str, seed: int, today: date) -> int:
        bulk = size == "region"
        amounts = city.SIZES["city" if bulk else size]
        with (
            _uncollected(),
            tqdm(total=city.STAGES, unit="step", disable=None, desc="city", leave=False) as bar,
        ):

            def say(stage: str) -> None:
                bar.set_description(stage)
                bar.update()

            def loaded(table: Table) -> None:
                say(table.model.partition(".")[2])

            count = load.replace(
                city.build(amounts, seed, today, say), loaded, self._region(seed, today) if bulk else ()
            )
            count += proceedings.proceed(today)
        measures.measure()
        passages.measure()
        follow_barriers()
        reachable.count()
        for layer in layers_to_locate():
            locate_layer(layer)
        count += compare(today)["entered"] + list_what_to_mend()["entered"]
        news.thin_out()
        return count

    @staticmethod
    def _region(seed: int, today: date) -> Iterator[list[Table]]:
        with tqdm(total=region.total(), unit="object", unit_scale=True, disable=None, desc="region") as bar:
            for group in region.chunks(seed, today):
                yield group
                bar.update(len(group[0].rows))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: what is drawn is kept until it is written, and there is much of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
