"""The scenario file (.lcs): a SQLite image built and read in memory alone, written whole or not at all.

docs/scenario-file.md describes the format for readers in ten years.

Format 1: one SQL table for each declared table, whose rows are its columns: the name, and the cells as the
lines of the canonical text (`calc.scenario.canonical_text`); one more column, `key`, holds the row keys. The
table `facts` holds the policy, the next key and the program that wrote it, `checksum` a SHA-256 over the
whole image. A row of SQL for each row of the register was measured: it takes two to three times as long.

Format 2 has one table more, `acknowledgements`; format 3 has `issues` and `states` as well, the packed images
of earlier states by their digest (`calc.states`). In an older file they read as empty.
"""

import errno
import hashlib
import re
import sqlite3
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from calc import __version__
from calc.files import write_atomically
from calc.language import N_, TranslatedError
from calc.scenario import (
    PROJECT_KEY,
    NumberColumn,
    Scenario,
    Table,
    TextColumn,
    column_from_text,
    column_text,
    table_from_columns,
)
from calc.tables import TABLES, Column, Kind, TableSpec
from calc.units import MAXIMUM

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FORMAT",
    "SUFFIX",
    "DamagedFileError",
    "FileAccessError",
    "ForeignFileError",
    "NewerFileError",
    "StorageError",
    "Stored",
    "is_scenario",
    "load",
    "pack",
    "read_failure",
    "save",
    "stamp",
    "unpack",
    "write_failure",
]

FORMAT: Final = 3
"""The file format this version writes; `PRAGMA user_version` in the file."""
SUFFIX: Final = ".lcs"
SIZE_LIMIT: Final = 2**30
"""The largest file that is read, in bytes: fifty times a county of 230,000 rows."""

_MAGIC: Final = b"SQLite format 3\0"
_APPLICATION_ID: Final = int.from_bytes(b"LCSf")
_PAGE_SIZE: Final = 8192
_LAST_DAY: Final = 3_652_059  # 9999-12-31
_KEY: Final = Column("key", "", "", Kind.COUNT)

_CHECKSUM: Final = "sha256:"
_NO_CHECKSUM: Final = _CHECKSUM + "0" * 64
# `checksum` is made first, so its one row stands in the image's second page.
_SCHEMA: Final = {
    "checksum": 'CREATE TABLE "checksum" ("value" TEXT)',
    "facts": 'CREATE TABLE "facts" ("name" TEXT, "value" TEXT)',
    **{name: f'CREATE TABLE "{name}" ("column" TEXT, "cells" TEXT)' for name in TABLES},
    "states": 'CREATE TABLE "states" ("digest" TEXT, "image" BLOB)',
}
_SINCE: Final = {"acknowledgements": 2, "issues": 3, "states": 3}
"""The format in which a table came, where that is not the first."""


class StorageError(TranslatedError):
    """A scenario file that could not be read or written; nothing was changed."""


class FileAccessError(StorageError):
    """The system did not let the file be read or written: missing, a folder, no permission, no room."""


class ForeignFileError(StorageError):
    """The file is something else."""


class NewerFileError(StorageError):
    """A newer version of the program saved the file."""


class DamagedFileError(StorageError):
    """The file is cut off, changed by a bad disk or another program, or holds what does not belong there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a scenario file holds.

    Attributes:
        scenario: the scenario.
        program: name and version of the program that wrote it.
        format: the file's format version.

    """

    scenario: Scenario
    program: str
    format: int


def is_scenario(path: Path) -> bool:
    """Return whether `path` begins like a scenario file of any version. Raises OSError."""
    with path.open("rb") as stream:
        return _application_id(stream.read(100)) == _APPLICATION_ID


def load(path: Path) -> Stored:
    """Read a scenario file; it is never opened for writing. Raises StorageError."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FileAccessError(N_("{file} is a folder; choose a file in it."), file=path.name)
        if not stat.S_ISREG(found.st_mode):
            raise ForeignFileError(_FOREIGN, file=path.name)
        if found.st_size > SIZE_LIMIT:
            raise ForeignFileError(
                N_("{file} is too large for a scenario file ({size} MB; the limit is {limit} MB)."),
                file=path.name,
                size=found.st_size // 2**20,
                limit=SIZE_LIMIT // 2**20,
            )
        data = path.read_bytes()
    except OSError as error:
        raise read_failure(error, path) from error
    return unpack(data, path.name)


def stamp(path: Path) -> tuple[int, ...]:
    """Return what is another once a file was saved again; of a file that is not there, nothing."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def save(
    scenario: Scenario, path: Path, *, replace: bool = True, check: Callable[[], None] = lambda: None
) -> None:
    """Write a scenario file whole or not at all; on FileAccessError what was there before is untouched.

    `check` is called last before anything is written: what it raises ends the saving, likewise.
    """
    data = pack(scenario)
    if len(data) > SIZE_LIMIT:
        raise FileAccessError(
            N_("{file} was not saved: it would be larger than a scenario file may be ({limit} MB)."),
            file=path.name,
            limit=SIZE_LIMIT // 2**20,
        )
    check()
    try:
        write_atomically(path, data, replace=replace)
    except OSError as error:
        raise write_failure(error, path) from error


# -- what the system says, in the officer's words ----------------------------------------------------------

_FOREIGN = N_("{file} is not a scenario file. Choose a file this program saved (.lcs), or import a register.")


def read_failure(error: OSError, path: Path) -> FileAccessError:
    """Return what to tell an officer when reading `path` failed with `error`."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FileAccessError(N_("There is no file {file}."), file=str(path))
    if isinstance(error, PermissionError):
        return FileAccessError(N_("{file} may not be read by this user."), file=str(path))
    reason = error.strerror or str(error)
    return FileAccessError(N_("{file} could not be read: {reason}"), file=str(path), reason=reason)


def write_failure(error: OSError, path: Path) -> FileAccessError:
    """Return what to tell an officer when writing `path` failed with `error`."""
    names: dict[str, object] = {"file": path.name, "folder": str(path.parent)}
    if isinstance(error, FileExistsError):
        return FileAccessError(N_("{file} exists already and was left as it is."), **names)
    if isinstance(error, IsADirectoryError):
        return FileAccessError(N_("{file} is a folder; give the name of a file."), **names)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FileAccessError(N_("{file} was not saved: there is no folder {folder}."), **names)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return FileAccessError(
            N_("{file} was not saved: this user may not write in {folder}. Choose another folder."), **names
        )
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return FileAccessError(
            N_("{file} was not saved: there is no room left in {folder}. Free some, or choose another disk."),
            **names,
        )
    reason = error.strerror or str(error)
    return FileAccessError(
        N_("{file} was not saved: {reason}. Choose another folder or disk."), reason=reason, **names
    )


# -- writing -----------------------------------------------------------------------------------------------


def pack(scenario: Scenario) -> bytes:
    """Return `scenario` as the bytes of a scenario file."""
    facts = {
        "program": f"land-compensation {__version__}",
        "next_key": str(scenario.next_key),
        "policy": scenario.policy_text,
    }
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("BEGIN")
        for create in _SCHEMA.values():
            connection.execute(create)
        connection.execute('INSERT INTO "checksum" VALUES (?)', [_NO_CHECKSUM])
        connection.executemany('INSERT INTO "facts" VALUES (?, ?)', facts.items())
        for name, rows in scenario.tables.items():
            connection.executemany(f'INSERT INTO "{name}" VALUES (?, ?)', _columns_of(rows))  # noqa: S608  (a declared name)
        connection.executemany('INSERT INTO "states" VALUES (?, ?)', scenario.states.items())
        connection.execute("COMMIT")
        return _sealed(connection.serialize())
    finally:
        connection.close()


def _columns_of(rows: Table) -> Iterable[tuple[str, str]]:
    """Yield the name and the text of the keys and of each column that holds anything."""
    if not len(rows):
        return
    yield _KEY.name, "\n".join(map(str, rows.keys.tolist()))
    for column in rows.spec.columns:
        text = column_text(rows, column)
        if text.strip("\n"):
            yield column.name, text


def _sealed(image: bytes) -> bytes:
    """Return the image with the checksum of all of it in its place."""
    place = _checksum_place(image)
    checksum = hashlib.sha256(image).hexdigest().encode()
    return image[:place] + checksum + image[place + len(checksum) :]


def _checksum_place(image: bytes) -> int:
    """Return where the 64 digits of the checksum stand; -1 where they do not."""
    size = _page_size(image)
    found = image.find(_CHECKSUM.encode(), size, 2 * size)
    place = found + len(_CHECKSUM)
    return place if found >= 0 and place + 64 <= 2 * size else -1


# -- reading -----------------------------------------------------------------------------------------------


def unpack(data: bytes, name: str) -> Stored:
    """Return what the bytes of a scenario file hold; `name` is the file's name for messages.

    Raises ForeignFileError, NewerFileError or DamagedFileError.
    """
    _prove_image(data, name)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.deserialize(data)
        return _read(connection, name)
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        raise _damaged(name) from error
    finally:
        connection.close()


def _damaged(name: str) -> DamagedFileError:
    return DamagedFileError(
        N_(
            "{file} is damaged: its content is not what was saved (a bad disk or stick, or another program)."
            " It was left as it is; open your latest copy."
        ),
        file=name,
    )


def _misfit(name: str, table: str, column: str = "") -> DamagedFileError:
    if column:
        return DamagedFileError(
            N_(
                "{file} is damaged: table “{table}”, column “{column}” holds what does not belong there."
                " It was left as it is; open your latest copy."
            ),
            file=name,
            table=table,
            column=column,
        )
    return DamagedFileError(
        N_(
            "{file} is damaged: “{table}” is missing or does not belong there."
            " It was left as it is; open your latest copy."
        ),
        file=name,
        table=table,
    )


def _page_size(image: bytes) -> int:
    size = int.from_bytes(image[16:18])
    return 65536 if size == 1 else size


def _application_id(head: bytes) -> int:
    return int.from_bytes(head[68:72]) if head.startswith(_MAGIC) else 0


def _prove_image(data: bytes, name: str) -> None:
    """Refuse what is not a whole scenario file of a known format, before SQLite sees it."""
    if not data:
        raise DamagedFileError(N_("{file} is empty: it was never written whole. Open a copy."), file=name)
    if _application_id(data) != _APPLICATION_ID:
        if len(data) < 100 and _MAGIC.startswith(data[:16]):
            raise _cut_off(name)
        raise ForeignFileError(_FOREIGN, file=name)
    found = int.from_bytes(data[60:64])
    if found > FORMAT:
        raise NewerFileError(
            N_(
                "{file} was saved by a newer version of this program (file format {found}; this version reads"
                " up to {known}). It was left as it is; open it with the newer version."
            ),
            file=name,
            found=found,
            known=FORMAT,
        )
    if len(data) < int.from_bytes(data[28:32]) * _page_size(data):
        raise _cut_off(name)
    place = _checksum_place(data)
    if found < 1 or place < 0:
        raise _damaged(name)
    plain = hashlib.sha256(data[:place])
    plain.update(b"0" * 64)
    plain.update(memoryview(data)[place + 64 :])
    if plain.hexdigest().encode() != data[place : place + 64]:
        raise _damaged(name)


def _cut_off(name: str) -> DamagedFileError:
    return DamagedFileError(
        N_("{file} is cut off: its end is missing. It was left as it is; open your latest copy."), file=name
    )


def _read(connection: sqlite3.Connection, name: str) -> Stored:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    _prove_schema(connection, name, found)
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise _damaged(name)
    facts = _pairs(connection, "facts", name)
    if facts.keys() != {"program", "next_key", "policy"}:
        raise _misfit(name, "facts")
    if not re.fullmatch("[1-9][0-9]{0,17}", facts["next_key"]):
        raise _misfit(name, "facts", "next_key")
    next_key = int(facts["next_key"])
    tables = dict(Scenario.empty().tables)
    for table in filter(TABLES.get, _tables_of(found)):
        tables[table] = _read_table(connection, TABLES[table], next_key, name)
    states = _read_states(connection, name) if _SINCE["states"] <= found else {}
    scenario = Scenario(MappingProxyType(tables), facts["policy"], next_key, MappingProxyType(states))
    return Stored(scenario, facts["program"], found)


def _tables_of(version: int) -> list[str]:
    """Return the names of the tables that a file of a format has."""
    return [table for table in _SCHEMA if _SINCE.get(table, 1) <= version]


def _prove_schema(connection: sqlite3.Connection, name: str, version: int) -> None:
    """Refuse everything that is not one of the format's tables, exactly as it makes them."""
    known = _tables_of(version)
    found = connection.execute("SELECT name, type, sql FROM sqlite_schema").fetchall()
    for table, kind, sql in found:
        if table not in known or (kind, sql) != ("table", _SCHEMA[table]):
            raise _misfit(name, str(table))
    for table in set(known) - {row[0] for row in found}:
        raise _misfit(name, table)


def _pairs(connection: sqlite3.Connection, table: str, name: str) -> dict[str, str]:
    """Return a table of two text columns as names and texts, each name once."""
    found = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608  (a declared name)
    pairs = {key: text for key, text in found if isinstance(key, str) and isinstance(text, str)}
    if len(pairs) != len(found):
        raise _misfit(name, table)
    return pairs


def _read_table(connection: sqlite3.Connection, spec: TableSpec, next_key: int, name: str) -> Table:
    texts = _pairs(connection, spec.name, name)
    keys = _read_keys(texts.pop(_KEY.name, None), spec, next_key, name)
    columns = {}
    unread: dict[tuple[int, str], str] = {}
    for column_name, text in texts.items():
        if column_name not in spec.by_name:
            raise _unknown(name, f"{spec.name}.{column_name}")
        read, places = _read_column(spec.by_name[column_name], text, spec, name)
        if len(read.values) != len(keys):
            raise _misfit(name, spec.name, column_name)
        columns[column_name] = read
        unread.update({(int(keys[place]), column_name): words for place, words in places.items()})
    return table_from_columns(spec, keys, columns, unread)


def _read_states(connection: sqlite3.Connection, name: str) -> dict[str, bytes]:
    """Return the packed states by their digests; nothing of them is unpacked before it is asked for."""
    found = connection.execute('SELECT * FROM "states"').fetchall()
    states = {
        digest: image
        for digest, image in found
        if isinstance(digest, str) and re.fullmatch("[0-9a-f]{64}", digest) and isinstance(image, bytes)
    }
    if len(states) != len(found):
        raise _misfit(name, "states")
    return states


def _read_keys(text: str | None, spec: TableSpec, next_key: int, name: str) -> "NDArray[np.int64]":
    if text is None:
        keys = np.zeros(0, np.int64)
    else:
        column, _ = _read_column(_KEY, text, spec, name)
        keys = np.asarray(column.values, np.int64)
        if keys.min() < 1 or keys.max() >= next_key or len(set(keys.tolist())) < len(keys):
            raise _misfit(name, spec.name, _KEY.name)
    if spec.single and keys.tolist() != [PROJECT_KEY]:
        raise _misfit(name, spec.name, _KEY.name)
    return keys


def _read_column(
    column: Column, text: str, spec: TableSpec, name: str
) -> tuple[TextColumn | NumberColumn, dict[int, str]]:
    try:
        read, unread = column_from_text(column, text)
    except ValueError as error:
        raise _misfit(name, spec.name, column.name) from error
    if isinstance(read, NumberColumn):
        lowest, highest = _bounds(column)
        numbers = read.values[read.present]
        if len(numbers) and not lowest <= numbers.min() <= numbers.max() <= highest:
            raise _misfit(name, spec.name, column.name)
    return read, unread


def _unknown(name: str, unknown: str) -> NewerFileError:
    return NewerFileError(
        N_(
            "{file} was saved by a newer version of this program: this version does not know “{unknown}”."
            " It was left as it is; open it with the newer version."
        ),
        file=name,
        unknown=unknown,
    )


def _bounds(column: Column) -> tuple[int, int]:
    """Return the smallest and the largest number that a cell of the program can hold, lawful or not."""
    if column.kind is Kind.CHOICE:
        return 0, len(column.choices) - 1
    if column.kind is Kind.DATE:
        return 1, _LAST_DAY
    if column.kind is Kind.YEAR:
        return 0, 9999
    return 1 - MAXIMUM, MAXIMUM - 1
