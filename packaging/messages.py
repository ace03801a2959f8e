"""Translations: build the catalogues, bring them in line with the code, or check them.

``messages.py`` builds every ``.mo`` file from its ``.po`` file. ``messages.py update [DOMAIN...]`` adds the
messages the code has to the ``.po`` files and takes out those it no longer has. ``messages.py check`` fails
on a message without a translation, a fuzzy or obsolete one, and fields that differ between the languages.
"""

import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
# Which sources speak through which domain; the first pattern that fits decides.
DOMAINS = (
    ("ui/**/*.py", "ui"),
    ("calc/register/**/*.py", "register"),
    ("calc/policy.py", "policy"),
    ("calc/explain.py", "explain"),
    ("calc/sums.py", "explain"),
    ("calc/presets.py", "explain"),
    ("calc/statements/**/*.py", "statements"),
    ("calc/commands.py", "commands"),
    ("calc/report.py", "commands"),
    ("main.py", "commands"),
    ("calc/**/*.py", "calc"),
)
NAMES = tuple(dict.fromkeys(domain for _, domain in DOMAINS))
HEADER = """\
# {language} translations of the program, domain "{domain}".
# Copyright (C) 2026 The land-compensation maintainers; MIT licence."""
KEPT_HEADERS = "Language:|Plural-Forms|MIME-Version|Content-"

Sources = dict[str, dict[str, list[str]]]  # domain: message id: the files that say it


def speaks(called: ast.expr) -> bool:
    """Tell whether `called` is the `text` of a catalogue, as it goes by in the sources."""
    if not isinstance(called, ast.Attribute) or called.attr != "text":
        return False
    match called.value:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
            return name.lstrip("_") in {"catalogue", "words"}
    return False


def marked(path: Path) -> Iterator[str]:
    """Yield, from top to bottom, what is in ``N_("...")`` or given straight to ``catalogue.text("...")``.

    Raises ValueError, with the place, where ``N_`` is given anything but a plain string.
    """
    tree = ast.walk(ast.parse(path.read_text("utf-8"), str(path)))
    calls = [node for node in tree if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        mark = isinstance(node.func, ast.Name) and node.func.id == "N_"
        if not (mark or speaks(node.func)):
            continue
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            if first.value:
                yield first.value
        elif mark:
            raise ValueError(f"{path.relative_to(ROOT)}:{node.lineno}: N_ takes one plain string")


def extract() -> Sources:
    """Return every message of the sources, by domain and in the sources' order."""
    found: Sources = {name: {} for name in NAMES}
    seen: set[Path] = set()
    for pattern, domain in DOMAINS:
        for path in sorted(ROOT.glob(pattern)):
            if path in seen:
                continue
            seen.add(path)
            for message in marked(path):
                places = found[domain].setdefault(message, [])
                if (place := path.relative_to(ROOT).as_posix()) not in places:
                    places.append(place)
    return found


def catalogues() -> Iterator[tuple[str, str, Path]]:
    """Yield language, domain and file of each catalogue there has to be."""
    for language in sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir()):
        for domain in NAMES:
            yield language, domain, LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def load(path: Path, language: str, domain: str) -> Catalog:
    """Read a ``.po`` file; one that is not there yet is an empty catalogue."""
    if not path.exists():
        return Catalog(locale=language, domain=domain)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=domain, abort_invalid=True)


def update(chosen: set[str]) -> None:
    """Give the ``.po`` files of the `chosen` domains exactly the messages of the sources."""
    sources = extract()
    for language, domain, path in catalogues():
        if domain not in chosen:
            continue
        old = load(path, language, domain)
        new = Catalog(locale=language, domain=domain, project="land-compensation", fuzzy=False)
        new.header_comment = HEADER.format(language=language, domain=domain)
        for message, places in sources[domain].items():
            known = old.get(message)
            new.add(
                message,
                known.string if known else "",
                locations=[(place, 0) for place in places],
                flags=known.flags - {"python-format"} if known else (),
                user_comments=known.user_comments if known else (),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, new, width=110, include_lineno=False)
        # Babel's other headers hold dates, which would make every run a change, and nobody's addresses.
        text = re.sub(
            rf'^"(?!{KEPT_HEADERS})[A-Z][A-Za-z-]+: .*\n', "", path.read_text("utf-8"), flags=re.MULTILINE
        )
        path.write_text(text, "utf-8", newline="\n")
        print(f"{path.relative_to(ROOT).as_posix()}: {len(new)} messages")


def fields(message: str) -> set[str]:
    """Return the names of a message's ``{fields}``. Raises ValueError for unbalanced braces."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def faults_of(message: str, translation: str) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    if not translation:
        yield "no translation"
        return
    try:
        if fields(message) != fields(translation):
            yield f"fields differ: {sorted(fields(message))} and {sorted(fields(translation))}"
    except ValueError as problem:
        yield str(problem)


def check() -> list[str]:
    """Return what is wrong with the translations, one line each; nothing when they are complete."""
    sources = extract()
    faults: list[str] = []
    for language in sorted({language for language, _, _ in catalogues()}):
        said: dict[str, str] = {}
        for _, domain, path in (entry for entry in catalogues() if entry[0] == language):
            catalog = load(path, language, domain)
            place = f"{language}/{domain}"
            for message in sources[domain]:
                entry = catalog.get(message)
                translation = str(entry.string) if entry else ""
                faults += [f'{place}: "{message}": {fault}' for fault in faults_of(message, translation)]
                if entry and entry.fuzzy:
                    faults.append(f'{place}: "{message}": fuzzy')
                # One catalogue answers for all domains: the same words cannot be translated in two ways.
                if said.setdefault(message, translation) != translation:
                    faults.append(f'{place}: "{message}": translated differently in two domains')
            gone = [str(entry.id) for entry in catalog if entry.id and entry.id not in sources[domain]]
            gone += [str(message) for message in catalog.obsolete]
            faults += [f'{place}: "{message}": obsolete' for message in gone]
    return faults


def build() -> None:
    """Write the ``.mo`` file beside each ``.po`` file that is newer."""
    for language, domain, path in catalogues():
        target = path.with_suffix(".mo")
        if not path.exists() or (target.exists() and target.stat().st_mtime >= path.stat().st_mtime):
            continue
        with target.open("wb") as stream:
            write_mo(stream, load(path, language, domain))


def main(arguments: list[str]) -> int:
    """Build, update or check; return the exit code."""
    match arguments:
        case []:
            build()
        case ["update", *chosen] if set(chosen) <= set(NAMES):
            update(set(chosen or NAMES))
        case ["check"]:
            faults = check()
            print("\n".join(faults) or "every message is translated")
            return 1 if faults else 0
        case _:
            print(f"messages.py [update [DOMAIN...] | check]; domains: {', '.join(NAMES)}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
