"""The schema's history ends where the tables are."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from vekha.storage.append_queries import COVERED
from vekha.storage.database import TABLE_MODULES, DatabaseRefusedError, migrate, open_database
from vekha.storage.migrations.history import newest_revision, stored_revision
from vekha.storage.schema import metadata


def test_the_migrated_schema_is_that_of_the_tables(database):
    assert TABLE_MODULES
    with database.begin() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert newest_revision() == stored_revision(conn)


def test_migrating_again_changes_nothing(database):
    with database.begin() as conn:
        before = _definitions(conn)
    migrate(database)
    with database.begin() as conn:
        assert before == _definitions(conn)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "более новой версией"),
        ("DROP TABLE alembic_version", "до первого выпуска"),
    ],
)
def test_a_schema_of_another_version_is_refused_in_words(database, change, said):
    with database.begin() as conn:
        conn.execute(text(change))

    with pytest.raises(DatabaseRefusedError, match=said):
        migrate(database)


def test_indexes_and_their_conditions_are_those_of_the_tables(database):
    with database.begin() as conn:
        migrated = _definitions(conn)
        metadata.drop_all(conn)
        metadata.create_all(conn)
        assert _definitions(conn) == migrated


def test_a_database_of_a_file_that_does_not_exist_yet_is_made(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(engine)
    with engine.begin() as conn:
        assert set(metadata.tables) <= set(inspect(conn).get_table_names())
    engine.dispose()


def test_every_table_under_the_digest_names_its_shard_and_record():
    for covered in COVERED.values():
        assert {"shard_id", "record_id"} <= set(covered.table.columns.keys())


def _definitions(conn):
    """Every index of our tables as the database itself writes it down."""
    if conn.dialect.name == "sqlite":
        found = conn.execute(
            text("select name, sql from sqlite_master where type = 'index' and sql is not null")
        )
    else:
        found = conn.execute(text("select indexname, indexdef from pg_indexes where schemaname = 'public'"))
    return {name: re.sub(r"[\s\"]+", " ", sql) for name, sql in found if "alembic" not in name}
