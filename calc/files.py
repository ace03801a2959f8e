"""Files the program ships with and files it writes: whole or not at all, and where its own state belongs."""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["log_path", "resource", "state_folder", "write_atomically", "write_folder_atomically"]

# `resources` stands beside `calc` in the source tree, in an installed package and in a frozen bundle.
_TOP = Path(__file__).resolve().parent.parent
_RESOURCES = _TOP / "resources"
# What people read in the source tree's `docs` too; installed and frozen, it stands in `resources`.
_IN_DOCS = ("manual",)

_APPLICATION = "land-compensation"
_TEMPORARY = ".tmp"
_STAGING = f".{_APPLICATION}-"
_LOCK = "lock"
# A folder to prepare files in that is younger may not have its lock yet.
_LOCKED_WITHIN_SECONDS = 10
_ABANDONED_SECONDS = 3600
_CHUNK = 64 * 2**20
# More files than this are brought to the disk by one call for all of them.
_SYNC_ONE_BY_ONE = 64
# File systems on a network share or a stick that cannot sync a folder say one of these; nothing is lost.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM}


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, `resource("policies")` for example."""
    path = _RESOURCES.joinpath(*parts)
    if parts[0] in _IN_DOCS and not path.exists():
        return _TOP.joinpath("docs", *parts)
    return path


def state_folder() -> Path:
    """Return the folder of the program's own state (log, recovery), made readable to its user alone.

    `%LOCALAPPDATA%` on Windows, else `$XDG_STATE_HOME` or `~/.local/state`. Raises OSError where it cannot
    be made.
    """
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        # The specification of base directories tells to ignore a relative path.
        named = Path(os.environ.get("XDG_STATE_HOME", ""))
        base = named if named.is_absolute() else Path.home() / ".local" / "state"
    folder = base / _APPLICATION
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def log_path() -> Path:
    """Return the path of the program's log."""
    return state_folder() / "log.txt"


def write_atomically(path: Path, data: bytes, *, replace: bool) -> None:
    """Write `data` so that `path` is at every moment the old file or the new one, whole and on the disk.

    The new file is readable to its user alone (mode 0600). It grows beside the target and is moved over it;
    on failure nothing of it stays, and what an earlier process left when it was killed is removed. A
    symbolic link is followed. Raises FileExistsError where the target exists and `replace` is false,
    IsADirectoryError where it is a folder, else the OSError that happened.
    """
    target = Path(os.path.realpath(path))
    _refuse_existing(target, replace=replace)
    # The target's own name may already be as long as the file system allows.
    stem = f".{hashlib.sha256(target.name.encode(errors='surrogateescape')).hexdigest()[:12]}-"
    temporary = target.parent / f"{stem}{secrets.token_hex(4)}{_TEMPORARY}"
    try:
        _write_new(temporary, data)
        _refuse_existing(target, replace=replace)
        temporary.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _remove_abandoned(target.parent, stem)


def _refuse_existing(target: Path, *, replace: bool) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not replace and target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest[:_CHUNK]) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there; the file system keeps renames in its own journal
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def _remove_abandoned(folder: Path, stem: str) -> None:
    """Remove what killed processes left of the same target: it may hold personal data."""
    oldest = time.time() - _ABANDONED_SECONDS
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(stem) and entry.name.endswith(_TEMPORARY):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < oldest:
                        Path(entry.path).unlink()


@contextlib.contextmanager
def write_folder_atomically(
    folder: Path, *, replace: bool, before_moving: Callable[[], None] = lambda: None
) -> Iterator[Path]:
    """Give an empty folder to prepare files in; when the block ends without error they move into `folder`.

    `folder` and its parents are made where missing; then all files arrive by one rename. Where it exists,
    files of the same name are refused before anything moves unless `replace`; the others in it stay. A move
    that fails half way is taken back. When the block raises, nothing arrives and nothing stays; what a
    process left that was killed meanwhile is removed the next time. Likewise when `before_moving` raises,
    which is called when the files are on the disk and nothing is in their way. Raises FileExistsError naming
    the first file in the way, NotADirectoryError where `folder` is a file, else the OSError that happened.
    """
    target = Path(os.path.realpath(folder))
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    beside = _existing(target)
    _remove_abandoned_folders(beside)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, suffix=_TEMPORARY, dir=beside))
    try:
        with _locked(staging / _LOCK):
            new = staging / "new"
            new.mkdir(mode=0o700)
            yield new
            _move_in(staging, new, target, replace=replace, before_moving=before_moving)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, made where missing; tell whether that was possible."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file until it is closed or this process ends; tell whether that was possible."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  (Windows only)

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  (not on Windows)

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # another process has it, or the file system knows no locks
    return True


def _remove_abandoned_folders(beside: Path) -> None:
    """Remove the folders that killed processes prepared files in: the lock of a living one is held."""
    oldest = time.time() - _LOCKED_WITHIN_SECONDS
    for folder in beside.glob(f"{_STAGING}*{_TEMPORARY}"):
        with contextlib.suppress(OSError):
            if folder.stat(follow_symlinks=False).st_mtime < oldest:
                with _locked(folder / _LOCK) as abandoned:
                    pass
                if abandoned:
                    shutil.rmtree(folder, ignore_errors=True)


def _existing(folder: Path) -> Path:
    """Return `folder` or its nearest parent that exists: the same file system, so that moving is renaming."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _move_in(
    staging: Path, new: Path, target: Path, *, replace: bool, before_moving: Callable[[], None]
) -> None:
    files = sorted(path for path in new.rglob("*") if not path.is_dir())
    _sync_files(files)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        before_moving()
        new.rename(target)
        _sync_folder(target.parent)
        return
    places = [target / path.relative_to(new) for path in files]
    for place in places:
        _refuse_existing(place, replace=replace)
    before_moving()
    made = [folder for folder in _folders(new, target) if not folder.exists()]
    undo: list[tuple[Path, Path]] = []
    try:
        for folder in made:
            folder.mkdir(mode=0o700)
        for number, (path, place) in enumerate(zip(files, places, strict=True)):
            if place.exists():
                kept = staging / str(number)
                place.replace(kept)
                undo.append((kept, place))
            path.replace(place)
            undo.append((place, path))
    except BaseException:
        for moved, origin in reversed(undo):
            with contextlib.suppress(OSError):
                moved.replace(origin)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    for parent in {place.parent for place in places}:
        _sync_folder(parent)


def _folders(new: Path, target: Path) -> list[Path]:
    """Return where the folders inside `new` belong, parents first."""
    return sorted(target / path.relative_to(new) for path in new.rglob("*") if path.is_dir())


def _sync_files(files: list[Path]) -> None:
    if len(files) > _SYNC_ONE_BY_ONE and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
