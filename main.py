"""The program's front door: without a command the desktop, with one the same work without a screen.

Nothing is parsed here. What goes wrong in a way nobody foresaw becomes one line that names the log.
"""

import contextlib
import datetime as dt
import os
import sys
import tempfile
import traceback
from pathlib import Path

from calc.language import LANGUAGES, N_, catalogue, system_language

__all__ = ["display_is_missing", "main"]

UNEXPECTED_FAULT = 70  # of sysexits.h: none of the codes that say something about the officer's files
SCENARIOS_AND_REGISTERS = (".lcs", ".xlsx")


def display_is_missing() -> bool:
    """Tell whether a window has nowhere to appear (on Linux: neither X11 nor Wayland answers to a name)."""
    if not sys.platform.startswith("linux"):
        return False
    return not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def desktop_request(argv: list[str]) -> tuple[Path | None, str | None] | None:
    """Return the file and language to open the desktop with, or None when `argv` holds a command.

    Every command takes at least one argument, so a single word is the file to open: it looks like one,
    or it is a folder.
    """
    language = None
    words = [part for word in argv for part in (word.split("=", 1) if word.startswith("--lang=") else [word])]
    if "--lang" in words[:-1]:
        at = words.index("--lang")
        language = words[at + 1]
        del words[at : at + 2]
    if language not in (None, *LANGUAGES) or len(words) > 1:
        return None
    if not words:
        return None, language
    file = Path(words[0])
    if file.suffix.lower() in SCENARIOS_AND_REGISTERS or file.is_dir():
        return file, language
    return None


def start(argv: list[str]) -> int:
    """Run what `argv` asks for and return the exit code."""
    request = desktop_request(argv)
    if request is None:
        from calc import commands  # noqa: PLC0415  (the desktop starts without them)

        return commands.main(argv)
    file, language = request
    if display_is_missing():
        words = catalogue(language or system_language())
        message = N_("There is no display to open a window on. Without one, use the commands: main.py --help")
        print(words.text(message), file=sys.stderr)  # noqa: T201  (said to the person at the terminal)
        return 3
    from ui import application  # noqa: PLC0415  (Qt is loaded only for a window)

    return application.run(argv, file=file, language=language)


def told(code: int) -> int:
    """Return `code` when all output is out: a reader that has gone is no fault, but only while we run."""
    if sys.stdout is not None:  # under pythonw there is none
        sys.stdout.flush()
    return code


def log_fault() -> Path | None:
    """Write the exception being handled to a new log; return its path, or None where that fails."""
    from calc.files import state_folder  # noqa: PLC0415  (needed only now)

    stamp = dt.datetime.now().astimezone()
    name = f"fault-{stamp:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    record = f"{stamp.isoformat()}\n{sys.version}\n{sys.argv}\n{traceback.format_exc()}"
    for folder in (state_folder, lambda: Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError, RuntimeError):
            path = folder() / name
            path.write_text(record, encoding="utf-8")
            return path
    return None


def main(argv: list[str] | None = None) -> int:
    """Start the program with the arguments after its name; return the exit code of the contract.

    Never raises and never prints a traceback: 130 after Ctrl+C, 70 after an unexpected fault.
    """
    argv = sys.argv[1:] if argv is None else argv
    try:
        return told(start(argv))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of the output has gone (`main.py assess … | head`): there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001  (the last net there is: whatever it is, it ends as one line)
        path = log_fault()
        words = catalogue(system_language())
        message = N_("The program met an unexpected fault and stopped. The details are in {path}")
        print(words.text(message, path=path or "-"), file=sys.stderr)  # noqa: T201  (see above)
        return UNEXPECTED_FAULT


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a bundle has no interpreter: it starts itself as a helping process
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
