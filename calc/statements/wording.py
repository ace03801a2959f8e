"""What the paper says beside the figures: titles, notes, labels and foot lines, read from one file of words.

`resources/wording.toml` is the declaration: a county's own file may word every text anew, but a key the
shipped file does not have, or a field its text does not have there, is refused by name before anything is
printed.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from calc.files import resource
from calc.language import N_, Catalogue, ProblemsError, catalogue
from calc.statements.fonts import uncovered
from calc.storage import read_failure

__all__ = ["Wording", "WordingError", "load_wording", "read_wording", "shipped_wording"]

TEXT_LIMIT = 100_000
"""The largest file of words that is read, in characters."""

_FORMATTER = string.Formatter()


class Problem(NamedTuple):
    """One mistake in a file of words: a message id and what fills its fields."""

    message: str
    parameters: Mapping[str, object]


class WordingError(ProblemsError):
    """A file of words that cannot be used.

    Attributes:
        problems: every mistake found, never empty.

    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.texts(catalogue("en"))))

    def texts(self, words: Catalogue) -> list[str]:
        """Return one message a problem in the language of `words`."""
        return [words.text(each.message, **each.parameters) for each in self.problems]


class _Template(NamedTuple):
    """A text with its fields, to be filled in by `%`; the names of the fields ("" where a text follows)."""

    pattern: str
    fields: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Wording:
    """The words of all documents.

    Attributes:
        templates: text by its key, "household-statements.title" for example.

    """

    templates: Mapping[str, _Template] = field(repr=False)

    def text(self, key: str, /, **fields: object) -> str:
        """Return the text of `key` with its fields filled in.

        Raises KeyError for a key or a field that the shipped file does not have.
        """
        return self.templates[key].pattern % fields

    def changed(self) -> list[str]:
        """Return the keys of the texts that are others than those shipped."""
        shipped = shipped_wording().templates
        return [key for key, template in self.templates.items() if template != shipped[key]]

    def has(self, key: str) -> bool:
        """Tell whether a text stands under `key`."""
        return key in self.templates


@cache
def shipped_wording() -> Wording:
    """Return the words the program ships with."""
    problems: list[Problem] = []
    templates = dict(_templates(_parsed(resource("wording.toml").read_text("utf-8")), problems))
    if problems:
        raise WordingError(problems)
    return Wording(templates)


def read_wording(path: Path) -> Wording:
    """Return the shipped words with those of a county's file in their place.

    Raises FileAccessError, or WordingError as `load_wording` does.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise read_failure(error, path) from error
    except UnicodeDecodeError as error:
        message = N_("The file of words is no text in UTF-8: save it in that encoding")
        raise WordingError([Problem(message, {})]) from error
    return load_wording(text)


def load_wording(text: str) -> Wording:
    """Return the shipped words with those of a county's file in their place.

    Raises WordingError with every problem at once: no TOML, unknown keys and fields, characters that no face
    can print.
    """
    shipped = shipped_wording().templates
    problems: list[Problem] = []
    own = dict(_templates(_parsed(text), problems))
    for key, template in own.items():
        if key not in shipped:
            problems.append(
                Problem(N_("Words “{key}”: there is no such text; correct its name"), {"key": key})
            )
            continue
        for name in sorted(set(template.fields) - set(shipped[key].fields)):
            message = N_("Words “{key}”: there is no field “{field}” here; known are: {known}")
            known = "、".join(filter(None, dict.fromkeys(shipped[key].fields))) or "―"
            problems.append(Problem(message, {"key": key, "field": name, "known": known}))
    if problems:
        raise WordingError(problems)
    return Wording({**shipped, **own})


def _parsed(text: str) -> dict[str, object]:
    if len(text) > TEXT_LIMIT:
        message = N_("The file of words has {size} characters; at most {limit} are read")
        raise WordingError([Problem(message, {"size": len(text), "limit": TEXT_LIMIT})])
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = N_("The file of words is no valid TOML: {reason}")
        raise WordingError([Problem(message, {"reason": error})]) from error


def _templates(
    content: Mapping[str, object], problems: list[Problem], prefix: str = ""
) -> Iterator[tuple[str, _Template]]:
    """Yield each text of nested tables under its dotted key; note what is wrong with it."""
    for name, value in content.items():
        key = prefix + name
        if isinstance(value, dict):
            yield from _templates(value, problems, f"{key}.")
        elif not isinstance(value, str):
            problems.append(Problem(N_("Words “{key}”: text in quotes is expected"), {"key": key}))
        else:
            template = _template(key, value, problems)
            if template is not None:
                yield key, template


def _template(key: str, text: str, problems: list[Problem]) -> _Template | None:
    """Cut a text at its fields; only plain names may stand in braces, never a way into an object."""
    for character in uncovered(text.replace("\n", "")):
        message = N_("Words “{key}”: no font can print {character} (U+{code}); use another character")
        fields = {"key": key, "character": character, "code": f"{ord(character):04X}"}
        problems.append(Problem(message, fields))
    pattern, names = "", []
    try:
        for literal, name, form, conversion in _FORMATTER.parse(text):
            if name is not None and (not name.isidentifier() or form or conversion):
                raise ValueError(name)  # noqa: TRY301  (one message serves both kinds of a bad field)
            pattern += literal.replace("%", "%%") + (f"%({name})s" if name else "")
            names.append(name or "")
    except ValueError as error:
        message = N_("Words “{key}”: “{text}” has braces that are no field; write {{name}} ({reason})")
        problems.append(Problem(message, {"key": key, "text": text, "reason": error}))
        return None
    return _Template(pattern, tuple(names))
