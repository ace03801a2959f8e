"""The languages of messages: which one the program starts in, and how text is filled in."""

import locale

import pytest

from calc.language import DOMAINS, LOCALE_FOLDER, Catalogue, catalogue, system_language

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
    ],
)
def test_the_environment_decides_the_language_in_posix_order(monkeypatch, environment, language):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


@pytest.mark.parametrize(
    ("name", "language"),
    [("Chinese (Simplified)_China", "zh"), ("zh_CN", "zh"), ("English_United States", "en"), (None, "en")],
)
def test_without_variables_the_locale_of_the_machine_decides(monkeypatch, name, language):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: (name, "cp936"))
    assert system_language() == language


def test_the_english_catalogue_is_the_message_itself():
    assert catalogue("en").text("“{text}” is not a number", text="x") == "“x” is not a number"


def test_fields_are_filled_in_only_where_there_are_some():
    assert catalogue("en").text("a brace {stays}") == "a brace {stays}"
    assert catalogue("zh").text("") == ""


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="fr"):
        Catalogue("fr")


def test_every_domain_has_a_built_catalogue():
    missing = [name for name in DOMAINS if not (LOCALE_FOLDER / "zh" / "LC_MESSAGES" / f"{name}.mo").exists()]
    assert not missing, f"build them with packaging/messages.py: {missing}"
