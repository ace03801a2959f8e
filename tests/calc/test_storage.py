"""The scenario file: what goes in comes out, what is not whole is refused by name, a save never harms."""

import errno
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import household, item, outputs, parcel, project, scenario, small_scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import __version__, operations, storage
from calc.scenario import Scenario, column_of, table_from_columns
from calc.storage import DamagedFileError, FileAccessError, ForeignFileError, NewerFileError, StorageError
from calc.tables import TABLES, Unread

AWKWARD_TEXTS = [
    "two\nlines",
    "windows\r\nlines",
    "a \\ back \\\\ slash \\n",
    "?",
    "?? is this",
    "\\?",
    "tab\there",
    "䶮㛃𬭎𠅤",
    "nul\0inside",
    "'; DROP TABLE parcels; --",
    "\u2028 separator",
]


@pytest.fixture
def small_bytes(small):
    return storage.pack(small)


def messy_scenario():
    """Return a scenario with unread cells in every kind of column, awkward texts, gaps in keys and order."""
    result = scenario(
        project=[project(name="Road\n\\310", basis_date="some day", agreed_amount="-0.01")],
        villages=[
            village(population="about 900", cultivated_area="?", tier_note="?"),
            village(village_id=""),
        ],
        outputs=outputs(values=("1000", "n/a", "1,2")),
        households=[
            household(household_id=f"H{n}", head=text, identity_number=Unread("6.2E+17"))
            for n, text in enumerate(AWKWARD_TEXTS)
        ],
        parcels=[parcel(area="3.1234567", disputed="maybe"), parcel(), parcel(parcel_id="00123")],
        items=[item(quantity=10**18 - 1, price=-(10**18) + 1)],
        acknowledgements=[
            {"code": "price-unlike-list", "sheet": "附着物与青苗", "reason": "?", "date": "soon"}
        ],
        issues=[{"number": "No. 1\n2", "date": "soon", "subjects": "a\\、b、c", "total": "1.23"}],
    )
    result = replace(result, states={"a" * 64: bytes(range(256)), "0" * 64: b"\0"})
    result = operations.apply(result, operations.delete_rows(result, "households", [9, 11]))
    edit = operations.insert_rows(result, "parcels", 0, [{"parcel_id": "first"}])
    return operations.apply(result, edit)


def assert_equal(found, expected):
    assert found.digest == expected.digest
    assert found.next_key == expected.next_key
    assert found.policy_text == expected.policy_text
    assert found.states == expected.states
    for name in TABLES:
        assert found[name].keys.tolist() == expected[name].keys.tolist()
        assert found[name].unread == expected[name].unread
        for place in range(len(expected[name])):
            assert found[name].row(place) == expected[name].row(place)


def test_everything_recorded_comes_back(tmp_path):
    expected = messy_scenario()
    path = tmp_path / "county.lcs"
    storage.save(expected, path)
    stored = storage.load(path)
    assert_equal(stored.scenario, expected)
    assert stored.program == f"land-compensation {__version__}"
    assert stored.format == storage.FORMAT
    assert storage.is_scenario(path)


def test_an_empty_scenario_comes_back():
    assert_equal(storage.unpack(storage.pack(Scenario.empty()), "x").scenario, Scenario.empty())


def test_keys_of_deleted_rows_are_not_used_again_after_reopening(small):
    inserted = operations.apply(small, operations.insert_rows(small, "parcels", 0, [{}]))
    edit = operations.delete_rows(inserted, "parcels", [small.next_key])
    reopened = storage.unpack(storage.pack(operations.apply(inserted, edit)), "x").scenario
    assert reopened.next_key == small.next_key + 1


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.none() | st.integers(1 - 10**18, 10**18 - 1)


@given(st.lists(st.tuples(texts, numbers, st.none() | texts), max_size=8))
def test_any_text_and_number_comes_back(rows):
    spec = TABLES["items"]
    keys = np.arange(2, len(rows) + 2)
    columns = {
        "name": column_of(spec.by_name["name"], [text for text, _, _ in rows]),
        "quantity": column_of(spec.by_name["quantity"], [number for _, number, _ in rows]),
    }
    unread = {
        (int(key), "price"): text for key, (_, _, text) in zip(keys, rows, strict=True) if text is not None
    }
    expected = Scenario.empty("p").with_tables(items=table_from_columns(spec, keys, columns, unread))
    assert_equal(storage.unpack(storage.pack(expected), "x").scenario, expected)


def test_the_same_scenario_makes_the_same_file(small):
    assert storage.pack(small) == storage.pack(small_scenario())


def test_reading_leaves_the_file_alone(tmp_path, small_bytes):
    for name, data in {
        "good.lcs": small_bytes,
        "bad.lcs": small_bytes[:-1],
        "newer.lcs": newer(small_bytes),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(0o444)
        before = path.stat()
        try:
            storage.load(path)
        except StorageError as error:
            assert name in str(error)  # noqa: PT017  (the good file raises nothing)
        after = path.stat()
        assert path.read_bytes() == data
        assert (after.st_mtime_ns, after.st_ino, after.st_mode) == (
            before.st_mtime_ns,
            before.st_ino,
            before.st_mode,
        )
    assert len(list(tmp_path.iterdir())) == 3


# -- what is refused -------------------------------------------------------------------------------------


def newer(data):
    return data[:60] + (storage.FORMAT + 1).to_bytes(4) + data[64:]


def other_database():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x)")
    image = connection.serialize()
    connection.close()
    return image


def tampered(data, *statements):
    """Return the image after SQL statements, with a checksum that fits again."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(data)
    for statement in statements:
        connection.execute(statement)
    image = connection.serialize()
    connection.close()
    return resealed(image)


def resealed(image):
    place = storage._checksum_place(image)
    return storage._sealed(image[:place] + b"0" * 64 + image[place + 64 :])


def test_tampering_with_nothing_changes_nothing(small, small_bytes):
    assert_equal(storage.unpack(tampered(small_bytes), "x").scenario, small)


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"PK\3\4" + b"\0" * 500,
        b"SQLite format 3\0",
        b"\0" * 4096,
        other_database(),
        b"SQLite format 4",
    ],
)
def test_another_kind_of_file_is_refused_by_name(tmp_path, data):
    path = tmp_path / "other.lcs"
    path.write_bytes(data)
    with pytest.raises((ForeignFileError, DamagedFileError), match=r"other\.lcs"):
        storage.load(path)
    assert not storage.is_scenario(path)


def test_an_empty_file_is_said_to_be_empty():
    with pytest.raises(DamagedFileError, match="is empty"):
        storage.unpack(b"", "x")


@pytest.mark.parametrize("kept", [1, 15, 16, 50, 99, 100, 4000, 8192, 16384, 30000, -8192, -1])
def test_a_truncated_file_is_said_to_be_cut_off(small_bytes, kept):
    with pytest.raises(DamagedFileError, match="cut off"):
        storage.unpack(small_bytes[:kept], "x")


def test_a_file_that_grew_is_damaged(small_bytes):
    with pytest.raises(DamagedFileError, match="damaged"):
        storage.unpack(small_bytes + b"\0", "x")


def test_a_newer_format_is_refused_with_both_versions(small_bytes):
    with pytest.raises(NewerFileError, match="file format 4; this version reads up to 3"):
        storage.unpack(newer(small_bytes), "x")


def test_a_file_of_format_1_opens_with_the_digest_it_was_saved_with():
    stored = storage.load(Path(__file__).with_name("files") / "format-1.lcs")
    assert stored.format == 1
    assert stored.scenario.digest == "c1732ca7ef23e4a109dfcce925f4428cc4a68b67cbe4c398607ccac9026e4a7a"
    assert stored.scenario["households"].text("head").values.tolist() == ["Head One", "Head\nTwo"]
    assert len(stored.scenario["acknowledgements"]) == 0
    assert_equal(storage.unpack(storage.pack(stored.scenario), "x").scenario, stored.scenario)


def test_a_file_of_format_2_opens_with_nothing_issued_and_the_digest_it_was_saved_with():
    stored = storage.load(Path(__file__).with_name("files") / "format-2.lcs")
    assert stored.format == 2
    assert stored.scenario.digest == "41e92d1410fbbd83de036ab59b4814924365751114846c4cde6723b866e6e9d6"
    assert stored.scenario["acknowledgements"].text("reason").values.tolist() == ["moved away"]
    assert len(stored.scenario["issues"]) == 0
    assert not stored.scenario.states
    assert_equal(storage.unpack(storage.pack(stored.scenario), "x").scenario, stored.scenario)


def test_a_table_of_a_later_format_does_not_belong_into_an_older_file(small_bytes):
    older = tampered(small_bytes, "PRAGMA user_version = 1")
    with pytest.raises(DamagedFileError, match="“acknowledgements”"):
        storage.unpack(older, "x")
    older = tampered(small_bytes, "PRAGMA user_version = 2")
    with pytest.raises(DamagedFileError, match="“issues”"):
        storage.unpack(older, "x")


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path):
    with pytest.raises(FileAccessError, match="is a folder"):
        storage.load(tmp_path)
    with pytest.raises(FileAccessError, match=r"There is no file .*none\.lcs"):
        storage.load(tmp_path / "none.lcs")
    with pytest.raises(FileAccessError, match="There is no file"):
        storage.load(tmp_path / "none" / "none.lcs")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ForeignFileError):
            storage.load(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "may not be read"), (errno.EIO, "could not be read: Input/output error")],
)
def test_a_file_the_system_refuses_is_named(tmp_path, monkeypatch, small_bytes, number, words):
    path = tmp_path / "county.lcs"
    path.write_bytes(small_bytes)

    def refuse(_path):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FileAccessError, match=words):
        storage.load(path)


def test_a_file_beyond_the_limit_is_not_even_read(tmp_path, monkeypatch, small, small_bytes):
    path = tmp_path / "county.lcs"
    path.write_bytes(small_bytes)
    monkeypatch.setattr(storage, "SIZE_LIMIT", len(small_bytes) - 1)
    with pytest.raises(ForeignFileError, match="too large"):
        storage.load(path)
    with pytest.raises(FileAccessError, match="larger than"):
        storage.save(small, path)
    assert path.read_bytes() == small_bytes


def cells(table, column, text):
    return f"""UPDATE "{table}" SET "cells" = {text} WHERE "column" = '{column}'"""  # noqa: S608  (hostile on purpose)


def kept(image):
    return f"INSERT INTO states VALUES ('{'a' * 64}', {image})"  # noqa: S608  (hostile on purpose)


def added(table, column, text):
    return f"""INSERT INTO "{table}" VALUES ('{column}', {text})"""  # noqa: S608  (hostile on purpose)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE VIEW v AS SELECT 1", "v"),
        ("CREATE TRIGGER g AFTER INSERT ON facts BEGIN SELECT 1; END", "g"),
        ("CREATE INDEX i ON facts (name)", "i"),
        ("CREATE VIRTUAL TABLE f USING fts5(x)", "f"),
        ("CREATE TABLE extra (x)", "extra"),
        ("CREATE TABLE w (x PRIMARY KEY) WITHOUT ROWID", "w"),
        ("DROP TABLE parcels", "parcels"),
        ("DROP TABLE facts", "facts"),
        ("DROP TABLE states", "states"),
        ("INSERT INTO states VALUES ('ab', x'00')", "states"),
        (kept("'text'"), "states"),
        (kept("NULL"), "states"),
        (kept("x'00'), ('" + "a" * 64 + "', x'01'"), "states"),
        ("ALTER TABLE parcels ADD COLUMN more TEXT", "parcels"),
        ("DELETE FROM facts WHERE name = 'policy'", "facts"),
        ("UPDATE facts SET value = x'00' WHERE name = 'policy'", "facts"),
        ("INSERT INTO facts VALUES ('policy', 'twice')", "facts"),
        ("UPDATE facts SET value = '3' WHERE name = 'next_key'", "key"),
        ("UPDATE facts SET value = '0' WHERE name = 'next_key'", "next_key"),
        ("UPDATE facts SET value = 'many' WHERE name = 'next_key'", "next_key"),
        ("UPDATE facts SET value = '９' WHERE name = 'next_key'", "next_key"),
        ("DELETE FROM project", "project"),
        (cells("project", "key", "'2'"), "project"),
        (cells("parcels", "key", "'0'"), "parcels"),
        (cells("parcels", "key", "'x'"), "parcels"),
        (cells("parcels", "key", "NULL"), "parcels"),
        (cells("parcels", "key", "'?7'"), "parcels"),
        (cells("outputs", "key", "'3\n3\n5'".replace("\n", "'||char(10)||'")), "outputs"),
        ("DELETE FROM parcels WHERE \"column\" = 'key'", "parcels"),
        (cells("parcels", "area", "x'3130'"), "parcels"),
        (cells("parcels", "area", "'1.5'"), "area"),
        (cells("parcels", "area", "'ten'"), "area"),
        (cells("parcels", "area", "' 10'"), "area"),
        (cells("parcels", "area", "'１０'"), "area"),
        (cells("parcels", "area", "'--1'"), "area"),
        (cells("parcels", "area", "'1-1'"), "area"),
        (cells("parcels", "area", "'-'"), "area"),
        (cells("parcels", "area", "'1000000000000000000'"), "area"),
        (cells("parcels", "area", "'-1000000000000000000'"), "area"),
        (cells("parcels", "area", "'99999999999999999999999'"), "area"),
        (cells("parcels", "area", "'1'||char(10)||'2'"), "area"),
        (cells("parcels", "land_class", "'\\x'"), "land_class"),
        (cells("parcels", "land_class", "'\\'"), "land_class"),
        (cells("parcels", "land_class", "CAST(x'ff' AS TEXT)"), ""),
        (cells("project", "basis_event", "'4'"), "basis_event"),
        (cells("project", "basis_event", "'-1'"), "basis_event"),
        (cells("project", "basis_date", "'0'"), "basis_date"),
        (cells("project", "basis_date", "'3652060'"), "basis_date"),
        (cells("outputs", "year", "'1'||char(10)||'10000'||char(10)||'1'"), "year"),
        (added("parcels", "area", "'1'"), "parcels"),
    ],
)
def test_hostile_content_is_damage_with_the_place(small_bytes, statement, named):
    with pytest.raises(DamagedFileError, match=r"county\.lcs is damaged") as caught:
        storage.unpack(tampered(small_bytes, statement), "county.lcs")
    assert f"“{named}”" in str(caught.value) or not named


def test_tables_that_share_their_pages_are_damage(small_bytes):
    crossed = tampered(
        small_bytes,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'items')"
        " WHERE name = 'parcels'",
    )
    with pytest.raises(DamagedFileError, match="its content is not what was saved"):
        storage.unpack(crossed, "x")


def test_a_column_this_version_does_not_know_comes_from_a_newer_one(small_bytes):
    with pytest.raises(NewerFileError, match=r"parcels\.slope"):
        storage.unpack(tampered(small_bytes, added("parcels", "slope", "'1'")), "x")


def test_a_column_declared_after_the_file_was_written_reads_as_missing(small, small_bytes):
    older = tampered(small_bytes, "DELETE FROM parcels WHERE \"column\" = 'land_class'")
    assert storage.unpack(older, "x").scenario["parcels"].text("land_class").values.tolist() == [""]
    assert small["parcels"].text("land_class").values.tolist() == ["旱地"]


def flips(data, count, seed):
    """Yield copies of `data`, each with one bit of it turned over."""
    chance = random.Random(seed)  # noqa: S311  (the same choice in every run)
    for _ in range(count):
        copy = bytearray(data)
        copy[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(copy)


def test_every_flipped_bit_of_the_header_is_refused(small_bytes):
    for place in range(100):
        for bit in range(8):
            copy = bytearray(small_bytes)
            copy[place] ^= 1 << bit
            with pytest.raises(StorageError):
                storage.unpack(bytes(copy), "x")


def test_a_flipped_bit_anywhere_is_refused(small_bytes):
    for copy in flips(small_bytes, 500, seed=1):
        with pytest.raises(StorageError):
            storage.unpack(copy, "x")


def test_a_flipped_bit_under_a_forged_checksum_never_crashes():
    image = storage.pack(messy_scenario())
    used = [place for place, byte in enumerate(image) if byte]
    chance = random.Random(2)  # noqa: S311  (the same choice in every run)
    read = 0
    for _ in range(250):
        copy = bytearray(image)
        copy[chance.choice(used)] ^= 1 << chance.randrange(8)
        if storage._checksum_place(bytes(copy)) < 0:
            continue
        try:
            found = storage.unpack(resealed(bytes(copy)), "x").scenario
        except StorageError:
            continue
        read += 1
        assert len(found.digest) == 64
        assert all(len(found[name].row(place)) for name in TABLES for place in range(len(found[name])))
    assert read  # many flips only change a letter: those files are good ones, of another scenario


# -- a save never harms ------------------------------------------------------------------------------------


def test_a_saved_file_belongs_to_its_user_alone(tmp_path, small):
    path = tmp_path / "county.lcs"
    storage.save(small, path)
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_refused_unless_it_may_be_replaced(tmp_path, small):
    path = tmp_path / "county.lcs"
    path.write_text("precious", "utf-8")
    with pytest.raises(FileAccessError, match=r"county\.lcs exists already"):
        storage.save(small, path, replace=False)
    assert path.read_text("utf-8") == "precious"
    storage.save(small, path, replace=True)
    assert_equal(storage.load(path).scenario, small)


def test_saving_where_no_folder_is_says_so(tmp_path, small):
    with pytest.raises(FileAccessError, match="there is no folder"):
        storage.save(small, tmp_path / "none" / "county.lcs")
    with pytest.raises(FileAccessError, match="is a folder"):
        storage.save(small, tmp_path)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "replace"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "there is no room left in"),
        (errno.EDQUOT, "there is no room left in"),
        (errno.EACCES, "may not write in"),
        (errno.EROFS, "may not write in"),
        (errno.EIO, "was not saved: Input/output error"),
    ],
)
def test_a_failing_disk_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, small, call, number, words
):
    path = tmp_path / "county.lcs"
    storage.save(Scenario.empty(), path)
    old = path.read_bytes()
    real = getattr(os, call)

    def fail(*arguments):
        if call == "write" and len(arguments[1]) > 1:
            return real(arguments[0], arguments[1][: len(arguments[1]) // 2])
        if call == "close":
            real(*arguments)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(FileAccessError, match=words) as caught:
            storage.save(small, path)
    assert "county.lcs" in str(caught.value)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_takes_little_at_a_time_is_finished(tmp_path, monkeypatch, small):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:5000]))
    storage.save(small, tmp_path / "county.lcs")
    assert_equal(storage.load(tmp_path / "county.lcs").scenario, small)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied in order to be killed")


def killed_while(work, when):
    """Run `work` in a copy of this process that `when(pid)` kills."""
    pid = os.fork()
    if not pid:
        try:
            work()
        finally:
            os._exit(1)
    when(pid)
    _, status = os.waitpid(pid, 0)
    return status


@needs_fork
@pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "replace"])
@pytest.mark.parametrize("after", [False, True])
def test_a_save_killed_at_a_call_leaves_the_old_file_or_the_new(tmp_path, monkeypatch, small, call, after):
    path = tmp_path / "county.lcs"
    storage.save(Scenario.empty(), path)
    real = getattr(os, call)

    def die(*arguments, **named):
        if after:
            real(*arguments, **named)
        elif call == "write":
            real(arguments[0], arguments[1][:20000])
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, die)
        status = killed_while(lambda: storage.save(small, path), lambda _pid: None)
    assert os.WTERMSIG(status) == signal.SIGKILL
    expected = small if (call, after) == ("replace", True) else Scenario.empty()
    assert_equal(storage.load(path).scenario, expected)
    storage.save(small, path)
    assert_equal(storage.load(path).scenario, small)


@needs_fork
def test_a_save_killed_at_any_moment_leaves_the_old_file_or_the_new(tmp_path, small):
    path = tmp_path / "county.lcs"
    both = {scenario.digest: scenario for scenario in (small, messy_scenario())}
    storage.save(small, path)
    chance = random.Random(3)  # noqa: S311  (the same choice in every run)

    def save_for_ever():
        while True:
            for one in both.values():
                storage.save(one, path)

    for _ in range(40):
        moment = chance.uniform(0, 0.02)

        def kill(pid, moment=moment):
            time.sleep(moment)
            os.kill(pid, signal.SIGKILL)

        killed_while(save_for_ever, kill)
        found = storage.load(path).scenario
        assert_equal(found, both[found.digest])


# -- the document ------------------------------------------------------------------------------------------

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scenario-file.md"


@pytest.mark.parametrize("make", [small_scenario, messy_scenario, Scenario.empty])
def test_the_documents_own_reader_finds_the_same_digest(tmp_path, make):
    path = tmp_path / "county.lcs"
    storage.save(make(), path)
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    found = subprocess.run(
        [sys.executable, "-I", "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["digest", make().digest]


def test_the_document_names_what_the_file_says():
    text = DOCUMENT.read_text("utf-8")
    assert f"0x{storage._APPLICATION_ID:08X}" in text
    assert f"| {storage.FORMAT} | " in text
    for name, create in storage._SCHEMA.items():
        assert create in text or f'"{name}"' in text
