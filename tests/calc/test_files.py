"""Files arrive whole or not at all, alone or as a folder, and the program's own state has its place."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from calc import files

POSIX = sys.platform != "win32"


def names(folder):
    """Return the paths of all files in `folder`, relative, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def fail_at(call, monkeypatch, number, error=errno.ENOSPC):
    """Make the `number`th use of os.`call` fail from now on."""
    real = getattr(os, call)
    uses = []

    def perhaps_fail(*arguments, **named):
        uses.append(arguments)
        if len(uses) == number:
            raise OSError(error, os.strerror(error))
        return real(*arguments, **named)

    monkeypatch.setattr(os, call, perhaps_fail)


def test_shipped_files_are_found_wherever_the_program_was_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert files.resource("policies", "gansu-infrastructure.toml").is_file()


@pytest.mark.skipif(not POSIX, reason="the place of state on Linux")
def test_state_stands_where_the_desktop_says_and_is_private(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = files.state_folder()
    assert folder == tmp_path / "state" / "land-compensation"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert files.log_path().parent == folder
    assert files.state_folder() == folder


@pytest.mark.skipif(not POSIX, reason="the place of state on Linux")
@pytest.mark.parametrize("named", [None, "", "relative/state"])
def test_without_a_named_place_state_stands_in_the_home(tmp_path, monkeypatch, named):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    if named is not None:
        monkeypatch.setenv("XDG_STATE_HOME", named)
    assert files.state_folder() == tmp_path / ".local" / "state" / "land-compensation"


# -- one file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 1000])
def test_a_file_is_written_as_given(tmp_path, data):
    files.write_atomically(tmp_path / "f", data, replace=False)
    assert (tmp_path / "f").read_bytes() == data
    assert names(tmp_path) == ["f"]


def test_a_name_as_long_as_the_file_system_allows_can_be_written(tmp_path):
    path = tmp_path / ("县" * 85)
    files.write_atomically(path, b"1", replace=False)
    assert path.read_bytes() == b"1"


def test_a_target_that_appears_while_writing_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "f"
    real = os.fsync

    def another_writes(handle):
        path.write_bytes(b"another's")
        real(handle)

    monkeypatch.setattr(os, "fsync", another_writes)
    with pytest.raises(FileExistsError):
        files.write_atomically(path, b"mine", replace=False)
    assert path.read_bytes() == b"another's"
    assert names(tmp_path) == ["f"]


def test_a_symbolic_link_is_followed(tmp_path):
    real = tmp_path / "real" / "f"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(real)
    files.write_atomically(link, b"new", replace=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(real.parent) == ["f"]


def test_what_a_killed_process_left_is_removed_once_it_is_old(tmp_path, monkeypatch):
    path = tmp_path / "f"

    def vanish(*_arguments):
        raise SystemExit  # nothing is cleaned up: `unlink` fails too

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", vanish)
        patch.setattr(Path, "unlink", lambda *_a, **_k: (_ for _ in ()).throw(OSError))
        with pytest.raises(SystemExit):
            files.write_atomically(path, b"secret", replace=True)
    (left,) = tmp_path.iterdir()
    (tmp_path / ".other.tmp").touch()
    os.utime(tmp_path / ".other.tmp", (0, 0))
    files.write_atomically(path, b"1", replace=True)
    assert left.exists(), "a young one may belong to a save that is still going on"
    os.utime(left, (0, time.time() - 7200))
    files.write_atomically(path, b"2", replace=True)
    assert names(tmp_path) == [".other.tmp", "f"]


@pytest.mark.skipif(not POSIX, reason="a folder cannot be synced there")
@pytest.mark.parametrize(
    ("error", "raised"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)]
)
def test_only_a_folder_that_can_be_synced_must_be(tmp_path, monkeypatch, error, raised):
    fail_at("fsync", monkeypatch, 2, error)
    if raised:
        with pytest.raises(OSError, match=os.strerror(error)):
            files.write_atomically(tmp_path / "f", b"new", replace=True)
    else:
        files.write_atomically(tmp_path / "f", b"new", replace=True)
    assert (tmp_path / "f").read_bytes() == b"new"
    assert names(tmp_path) == ["f"]


# -- a folder ------------------------------------------------------------------------------------------------


def write_three(folder, text="new", *, replace=False):
    """Write a.pdf, b.pdf and households/1.pdf into `folder`."""
    with files.write_folder_atomically(folder, replace=replace) as staging:
        assert staging.is_dir()
        assert not list(staging.iterdir())
        (staging / "households").mkdir()
        for name in ("a.pdf", "b.pdf", "households/1.pdf"):
            (staging / name).write_text(text, "utf-8")


THREE = ["a.pdf", "b.pdf", "households/1.pdf"]


@pytest.mark.parametrize("there", ["out", "", "deep/er/out"])
def test_prepared_files_arrive_together(tmp_path, there):
    folder = tmp_path / there
    write_three(folder)
    assert names(folder) == THREE
    assert names(tmp_path) == [f"{there}/{name}".lstrip("/") for name in THREE]


def test_a_new_folder_is_private(tmp_path):
    write_three(tmp_path / "out")
    if POSIX:
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_nothing_is_there_before_the_end(tmp_path):
    with files.write_folder_atomically(tmp_path / "out", replace=False) as staging:
        (staging / "a.pdf").write_text("x", "utf-8")
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out" / "a.pdf").exists()


@pytest.mark.parametrize("exists", [False, True])
def test_when_preparing_fails_nothing_arrives_and_nothing_stays(tmp_path, exists):
    folder = tmp_path / "out"
    if exists:
        folder.mkdir()
        (folder / "a.pdf").write_text("old", "utf-8")

    def prepare():
        with files.write_folder_atomically(folder, replace=True) as staging:
            (staging / "a.pdf").write_text("new", "utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare()
    assert names(tmp_path) == (["out/a.pdf"] if exists else [])
    assert not exists or (folder / "a.pdf").read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == ([folder] if exists else [])


def test_a_file_in_the_way_is_refused_before_anything_moves(tmp_path):
    (tmp_path / "b.pdf").write_text("old", "utf-8")
    with pytest.raises(FileExistsError, match=r"b\.pdf"):
        write_three(tmp_path)
    assert names(tmp_path) == ["b.pdf"]
    write_three(tmp_path, replace=True)
    assert (tmp_path / "b.pdf").read_text("utf-8") == "new"


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    write_three(tmp_path)
    assert names(tmp_path) == [*THREE, "mine.txt"]


@pytest.mark.parametrize("at", range(1, 6))
def test_a_move_that_fails_half_way_is_taken_back(tmp_path, monkeypatch, at):
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_text("old", "utf-8")
    with monkeypatch.context() as patch:
        fail_at("replace", patch, at)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            write_three(folder, replace=True)
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {
        "a.pdf": "old",
        "b.pdf": "old",
    }
    assert list(tmp_path.iterdir()) == [folder]
    write_three(folder, replace=True)
    assert {(folder / name).read_text("utf-8") for name in THREE} == {"new"}


def test_a_file_where_the_folder_should_be_is_refused(tmp_path):
    (tmp_path / "out").write_text("file", "utf-8")
    with pytest.raises(NotADirectoryError):
        write_three(tmp_path / "out")
    with pytest.raises(NotADirectoryError):
        write_three(tmp_path / "out" / "deeper")
    assert names(tmp_path) == ["out"]


def test_a_folder_where_a_file_should_be_is_refused(tmp_path):
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(IsADirectoryError):
        write_three(tmp_path, replace=True)
    assert names(tmp_path) == []


def test_many_files_arrive_too(tmp_path):
    with files.write_folder_atomically(tmp_path / "out", replace=False) as staging:
        for number in range(100):
            (staging / f"{number:03}.pdf").write_bytes(b"x")
    assert len(names(tmp_path / "out")) == 100


LEAVING = """
import os, sys, time
from pathlib import Path
from calc import files
with files.write_folder_atomically(Path(sys.argv[1]), replace=False) as staging:
    (staging / "a.pdf").write_text("张三")
    print(staging.parent, flush=True)
    time.sleep(60)
"""


def test_what_a_killed_print_left_is_removed_by_the_next_and_nothing_else(tmp_path):
    command = [sys.executable, "-c", LEAVING, str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as printing:
        staging = Path(printing.stdout.readline().strip())
        old = time.time() - 60
        os.utime(staging, (old, old))
        write_three(tmp_path / "other")
        assert staging.exists(), "it is still at work"
        printing.kill()
    write_three(tmp_path / "another")
    assert not staging.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another", "other"]


def test_a_folder_without_its_lock_is_left_while_it_is_young(tmp_path):
    young = tmp_path / ".land-compensation-x.tmp"
    young.mkdir()
    write_three(tmp_path / "out")
    assert young.exists()


def test_the_manual_is_found_where_the_code_is_and_where_it_is_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_TOP", tmp_path)
    monkeypatch.setattr(files, "_RESOURCES", tmp_path / "resources")
    (tmp_path / "docs" / "manual" / "zh").mkdir(parents=True)
    assert files.resource("manual", "zh") == tmp_path / "docs" / "manual" / "zh"
    (tmp_path / "resources" / "manual" / "zh").mkdir(parents=True)
    assert files.resource("manual", "zh") == tmp_path / "resources" / "manual" / "zh"
    assert files.resource("fonts") == tmp_path / "resources" / "fonts"
