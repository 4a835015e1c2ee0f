"""`python3 -m services.core_api.migrate`: bring the schema to its head, as the owner's role.

1. Wait for the database, with back-off. 2. Take an advisory lock: one migrator at a time.
3. Upgrade to head. 4. Grant the application's role its rights. 5. Make the founder's account, if
there is none. All after the wait is one transaction: either all of it happened or nothing.
"""

import logging
import random
import sys
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from services.core_api.database import CONNECT_TIMEOUT_SECONDS, database_url
from services.core_api.errors import SettingsError
from services.core_api.grants import ensure_grants
from services.core_api.identity.founder import ensure_founder
from services.core_api.settings import MigrationSettings, load_settings
from services.process.json_logs import configure_logs
from services.process.refusal import refuse_to_start

_logger = logging.getLogger(__name__)
_EXIT_FAILED = 1
_LOCK = 8760
"""Key of the advisory lock: the service's port, for want of a better number."""
_LOCK_TIMEOUT_SECONDS = 60
_WAIT_CAP_SECONDS = 2.0


def alembic_config(connection: Connection | None = None) -> Config:
    """Describe the migrations to Alembic, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def wait_for_database(engine: Engine, wait_seconds: float) -> None:
    """Return when the database takes connections.

    Raises the last `OperationalError` if it does not in time.
    """
    deadline = time.monotonic() + wait_seconds
    pause = 0.1
    while True:
        try:
            with engine.connect():
                return
        except OperationalError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(random.uniform(0, pause))  # noqa: S311 - jitter, not a secret
            pause = min(pause * 2, _WAIT_CAP_SECONDS)


def migrate(settings: MigrationSettings) -> None:
    """Do the whole procedure once."""
    password = settings.postgres_owner_password.get_secret_value()
    engine = create_engine(
        database_url(settings, settings.postgres_user, password),
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "application_name": "migrate"},
        hide_parameters=True,
    )
    try:
        wait_for_database(engine, settings.migration_wait_seconds)  # (1)
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT_SECONDS}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))  # (2)
            command.upgrade(alembic_config(connection), "head")  # (3)
            ensure_grants(connection, settings.postgres_app_user)  # (4)
            one_time_password = settings.founder_one_time_password.get_secret_value()
            ensure_founder(connection, one_time_password)  # (5)
    finally:
        engine.dispose()


def main() -> int:
    """Migrate and return the exit code."""
    configure_logs()
    try:
        migrate(load_settings(MigrationSettings))
    except SettingsError as error:
        return refuse_to_start("migration", error)
    except SQLAlchemyError as error:
        _logger.error("migration failed: %s", str(error).splitlines()[0])  # noqa: TRY400 - one line
        return _EXIT_FAILED
    _logger.info("schema is at its head")
    return 0


if __name__ == "__main__":
    sys.exit(main())
