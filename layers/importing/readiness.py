"""Whether there is anything to import into: asked before a file is read, and answered in one sentence."""

from django.core.management import CommandError
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor


def ensure_tables() -> None:
    """Raise CommandError, with what to run, where the database does not answer or lacks tables of the map."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as problem:
        said = str(problem).strip().splitlines()[0]
        raise CommandError(
            f"The database does not answer ({said}): start it with ./dev db start, or set DATABASE_URL."
        ) from problem
    if missing and not executor.loader.applied_migrations:
        raise CommandError("The database has no tables yet: run ./dev manage migrate first.")
    if missing:
        raise CommandError(
            f"The tables are older than the program ({len(missing)} migrations): run ./dev manage migrate first."
        )
