"""The constants about the schema agree with the models and the migrations."""

from alembic.script import ScriptDirectory

from services.core_api.migrate import alembic_config
from services.core_api.models import EXPECTED_REVISION, Base
from services.core_api.schema import TABLE_RIGHTS


def test_expected_revision_is_the_only_head() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [EXPECTED_REVISION]


def test_rights_are_decided_for_every_table() -> None:
    assert set(TABLE_RIGHTS) == {*Base.metadata.tables, "alembic_version"}


def test_the_record_of_commands_cannot_be_taken_away() -> None:
    assert not {"DELETE", "TRUNCATE"} & set(TABLE_RIGHTS["agent_command"])
