"""The languages of messages: explicit gettext catalogues, never a global one.

Message ids are plain English with ``{named}`` fields. Code marks them with `N_` and renders them where
they are shown, so that one process can print Chinese paper while its screen is English.
"""

import gettext
import locale
import os
from functools import cache

from calc.files import resource

__all__ = [
    "DOMAINS",
    "LANGUAGES",
    "LOCALE_FOLDER",
    "N_",
    "Catalogue",
    "ProblemsError",
    "TranslatedError",
    "catalogue",
    "system_language",
]

LOCALE_FOLDER = resource("locale")
LANGUAGES = ("zh", "en")
DOMAINS = ("calc", "ui", "register", "policy", "explain", "statements", "commands")


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "mark only")
    """Mark `message` for translation and return it unchanged."""
    return message


class Catalogue:
    """Renders message ids in one language.

    Attributes:
        language: "zh" or "en"; English is the language of the ids themselves.

    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no catalogue for language {language!r}")
        self.language = language
        self._translations = gettext.NullTranslations()
        if language != "en":
            for domain in DOMAINS:
                path = LOCALE_FOLDER / language / "LC_MESSAGES" / f"{domain}.mo"
                if path.exists():
                    with path.open("rb") as stream:
                        found = gettext.GNUTranslations(stream)
                    found.add_fallback(self._translations)
                    self._translations = found

    def text(self, message: str, /, **parameters: object) -> str:
        """Return `message` in this language with its fields filled in."""
        translated = self._translations.gettext(message) if message else ""
        return translated.format(**parameters) if parameters else translated


class TranslatedError(Exception):
    """An error that is told to the officer, in the language it is shown in.

    Attributes:
        message: message id, English with named fields: what, where, what to do.
        parameters: the fields of the message.

    """

    def __init__(self, message: str, **parameters: object) -> None:
        super().__init__(message.format(**parameters))
        self.message = message
        self.parameters = parameters

    def text(self, words: Catalogue) -> str:
        """Return the message in the language of `words`."""
        return words.text(self.message, **self.parameters)


class ProblemsError(ValueError):
    """Several mistakes found at once in one text, each told to the officer in the language it is shown in."""

    def texts(self, words: Catalogue) -> list[str]:
        """Return one message a mistake in the language of `words`."""
        raise NotImplementedError


@cache
def catalogue(language: str) -> Catalogue:
    """Return the one catalogue of a language ("zh" or "en")."""
    return Catalogue(language)


def system_language() -> str:
    """Return the language to start in: "zh" where the locale of the machine is Chinese, else "en"."""
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, variables), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
