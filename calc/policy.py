"""What the law says, as data: read from a policy file and proven before anyone computes with it.

A policy file is TOML. Quantities stand in it as text ("0.4"), so that no float ever arises; here they
are integers: mu in 10⁻⁶, multiples in hundredths, shares in hundredths of a percent.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeVar, cast

from calc.files import resource
from calc.language import N_, Catalogue, ProblemsError, catalogue

__all__ = [
    "TEXT_LIMIT",
    "Article",
    "Basis",
    "Convention",
    "LandClass",
    "MultipleRange",
    "NationalMaxima",
    "Policy",
    "PolicyError",
    "Problem",
    "Provision",
    "RoundingRule",
    "Tier",
    "load_policy",
    "shipped_policies",
    "shipped_policy",
]

TEXT_LIMIT = 1_000_000
"""The largest policy text that is read, in bytes of UTF-8: a scenario's embedded text is not trusted."""

Basis = Literal["article_8", "article_9", "priced"]
"""How a land class is compensated: tier multiples, Article 9's multiple, or a price the officer enters."""

_BASES = ("article_8", "article_9", "priced")
_POLICIES_KEPT = 4
_METHODS = ("output_multiple",)
_ROUNDING_MODES = ("half_up",)
_ROUNDING_NAMES = ("aaov", "line", "share", "per_capita", "people_to_resettle")

_MU_PLACES = 6
_HUNDREDTHS = 2
_MU_LIMIT = 10**6  # whole mu: the bound of an area in the register
_MULTIPLE_LIMIT = 100
_PERCENT_LIMIT = 100
_WHOLE_LIMIT = 10**6

# tomllib takes quadratic time and memory over dotted keys, and no key here has more than a few parts.
_DOTS_LIMIT = 50
_SHOWN_LENGTH = 40

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,12})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_ARTICLE_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"(?P<reason>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a policy file: a message id and what fills its fields."""

    message: str
    parameters: Mapping[str, object] = field(hash=False)

    def text(self, words: Catalogue) -> str:
        """Return the message in the language of `words`."""
        return words.text(self.message, **self.parameters)


class PolicyError(ProblemsError):
    """A policy text that cannot be used.

    Attributes:
        problems: every mistake found, in the order of the file; never empty.

    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(self.texts(catalogue("en")))

    def texts(self, words: Catalogue) -> list[str]:
        """Return one message a problem in the language of `words`."""
        return [problem.text(words) for problem in self.problems]


@dataclass(frozen=True, slots=True)
class MultipleRange:
    """The lawful multiples of the average annual output value, both ends included, in hundredths."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of Article 8, over cultivated land per head in 10⁻⁶ mu.

    Either both ranges stand, or `cap` alone.

    Attributes:
        upper: None where the tier has no upper edge.
        cap: what the sum of both multiples must not pass, in hundredths.

    """

    number: int
    lower: int
    lower_inclusive: bool
    upper: int | None
    upper_inclusive: bool
    land: MultipleRange | None
    resettlement: MultipleRange | None
    cap: int | None
    citation: str
    quote_en: str
    source: str


@dataclass(frozen=True, slots=True)
class LandClass:
    """A land class of the register (地类) and what its compensation is based on."""

    name: str
    aliases: tuple[str, ...]
    basis: Basis
    citation: str
    note_en: str
    note_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the measure. `text_zh` is empty until the county fills it from the original."""

    number: int
    citation: str
    quote_en: str
    text_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class Provision:
    """What a law says on one matter; `quote_en` is empty where no translation is at hand."""

    citation: str
    quote_en: str
    note_en: str
    note_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class Convention:
    """A choice of the policy itself that no article states."""

    note_en: str
    note_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """How one kind of figure is rounded.

    Attributes:
        name: "aaov", "line", "share", "per_capita" or "people_to_resettle".
        decimals: decimals kept, in the unit the figure is printed in.

    """

    name: str
    mode: Literal["half_up"]
    decimals: int
    text_en: str
    text_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class NationalMaxima:
    """The former national standards that a plan is compared with, multiples in hundredths.

    Attributes:
        land: land compensation per mu.
        resettlement_per_person: resettlement subsidy for each person to be resettled.
        resettlement_per_mu: the most resettlement subsidy per mu.
        total: the most land compensation and resettlement subsidy together.

    """

    land: MultipleRange
    land_source: str
    resettlement_per_person: MultipleRange
    resettlement_per_person_source: str
    resettlement_per_mu: int
    resettlement_per_mu_source: str
    total: int
    total_source: str
    citation: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that has passed every check of `load_policy`.

    Attributes:
        title_en: what the measure is about, in our words.
        title_zh: the title that may be printed; empty until the county fills it.
        recalled_title_zh: a title from memory, for the county to check; never printed.
        doc_no: the document number (文号); empty until the county fills it.
        tiers: from the least land per head to the most.
        article_9_multiple: in hundredths.
        state_land: why land of the State takes no multiple.
        items: where the prices of young crops and attachments come from.
        reclamation_fee: the cultivated-land reclamation fee.
        edge_convention: which side of an edge is included, and why.
        valid_until: the last basis date this policy serves.
        land_share, resettlement_share: the household's share where the register is silent, in
            hundredths of a percent.
        survey_tolerance: difference between parcels and survey that is accepted, in 10⁻⁶ mu.
        text: the whole policy file.
        digest: SHA-256 in hex of the UTF-8 bytes of `text` with every CR LF as LF.

    """

    id: str
    version: str
    method: Literal["output_multiple"]
    title_en: str
    title_zh: str
    recalled_title_zh: str
    recalled_title_source: str
    doc_no: str
    articles: Mapping[int, Article] = field(hash=False)
    tiers: tuple[Tier, ...]
    edge_convention: Provision
    classes: tuple[LandClass, ...]
    article_9_multiple: int
    article_9: Provision
    state_land: Provision
    items: Provision
    reclamation_fee: Provision
    valid_until: date
    validity: Provision
    land_share: int
    resettlement_share: int
    shares: Convention
    rounding: Mapping[str, RoundingRule] = field(hash=False)
    survey_tolerance: int
    survey: Convention
    national: NationalMaxima
    text: str
    digest: str

    def tier_of(self, area_micro_mu: int, population: int) -> Tier:
        """Return the tier of a village by its cultivated land (10⁻⁶ mu) and agricultural population.

        The area is compared with population × threshold: nothing is divided, nothing rounded.
        Raises ValueError unless both are above zero.
        """
        if area_micro_mu <= 0 or population <= 0:
            raise ValueError("a tier needs an area and a population above zero")
        area, people = int(area_micro_mu), int(population)  # numpy's integers would wrap in the products
        return next(tier for tier in self.tiers if _holds(tier, area, people))

    def class_named(self, name: str) -> LandClass | None:
        """Return the class with this name or alias, None where there is none."""
        return next((each for each in self.classes if name == each.name or name in each.aliases), None)

    def edges(self) -> tuple[int, ...]:
        """Return the thresholds between tiers, ascending, in 10⁻⁶ mu per head."""
        return tuple(tier.upper for tier in self.tiers if tier.upper is not None)

    def neighbours(self, tier: Tier) -> tuple[Tier, ...]:
        """Return the tiers beside `tier`: the one with less land per head first, then the one with more."""
        place = self.tiers.index(tier)
        return self.tiers[max(place - 1, 0) : place] + self.tiers[place + 1 : place + 2]

    def low_sum(self, tier: Tier) -> int | None:
        """Return the least sum of multiples, in hundredths, under which a capped tier deserves a warning.

        It is the floor of the next tier with more land: people with less land should not get less.
        None for a tier that states its own floor, or has no such neighbour.
        """
        richer = self.tiers[self.tiers.index(tier) + 1 :][:1]
        if tier.cap is None or not richer or richer[0].land is None or richer[0].resettlement is None:
            return None
        return richer[0].land.lowest + richer[0].resettlement.lowest


def _holds(tier: Tier, area: int, population: int) -> bool:
    lower = tier.lower * population
    if area < lower or (area == lower and not tier.lower_inclusive):
        return False
    if tier.upper is None:
        return True
    upper = tier.upper * population
    return area < upper or (area == upper and tier.upper_inclusive)


def shipped_policies() -> dict[str, Path]:
    """Return the policy files that ship with the program, by policy id."""
    return {path.stem: path for path in sorted(resource("policies").glob("*.toml"))}


@cache
def shipped_policy(policy_id: str) -> Policy:
    """Return a shipped policy; KeyError for an id that does not ship."""
    return load_policy(shipped_policies()[policy_id].read_bytes().decode("utf-8"))


@lru_cache(_POLICIES_KEPT)
def load_policy(text: str) -> Policy:
    """Read a policy text and prove it; the very same policy for the same text.

    Raises PolicyError with every problem at once: what is no TOML or too large, keys unknown or
    missing, values of the wrong kind, and tiers that do not cover every area per head exactly once.
    """
    problems: list[Problem] = []
    root = _Table(_parsed(text), "", problems)
    policy = _policy(root, text)
    root.refuse_unknown_keys()
    if problems:
        raise PolicyError(problems)
    return policy


def _parsed(text: str) -> dict[str, object]:
    """Return the TOML tables of `text`, bounded so that no text can hang or exhaust the program."""
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        message = N_("The policy has a character that cannot be stored, U+{code}: remove it.")
        code = f"{ord(text[error.start]):04X}"
        raise PolicyError([Problem(message, {"code": code})]) from error
    if size > TEXT_LIMIT:
        message = N_("The policy has {size} bytes; at most {limit} are read.")
        raise PolicyError([Problem(message, {"size": size, "limit": TEXT_LIMIT})])
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _DOTS_LIMIT:
            message = N_("Line {line} of the policy has more than {limit} full stops: break it into lines.")
            raise PolicyError([Problem(message, {"line": number, "limit": _DOTS_LIMIT})])
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        message = N_("The policy nests lists or tables too deeply.")
        raise PolicyError([Problem(message, {})]) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([_syntax_problem(str(error))]) from error
    except ValueError as error:  # int() refuses a number of thousands of digits
        message = N_("The policy holds a number of thousands of digits.")
        raise PolicyError([Problem(message, {})]) from error


def _syntax_problem(detail: str) -> Problem:
    """Return the problem behind what tomllib says, its reason kept where it is too technical to reword."""
    place = _PLACE.fullmatch(detail)
    if place is None:
        reason = detail.removesuffix(" (at end of document)")
        return Problem(N_("The policy ends in the middle of a value: {reason}."), {"reason": reason})
    line, column, reason = place["line"], place["column"], place["reason"]
    if reason == "Cannot overwrite a value" or reason.startswith("Cannot declare "):
        message = N_("Line {line}, column {column} of the policy: this key or table stands there already.")
        return Problem(message, {"line": line, "column": column})
    message = N_("Line {line}, column {column} of the policy is no valid TOML: {reason}.")
    return Problem(message, {"line": line, "column": column, "reason": reason})


_Kind = TypeVar("_Kind")

_WRONG_KIND: dict[type, str] = {
    str: N_("{path}: text in quotes is expected, not {value}."),
    int: N_("{path}: a whole number without quotes is expected, not {value}."),
    bool: N_("{path}: true or false is expected, not {value}."),
    list: N_("{path}: a list is expected, not {value}."),
    dict: N_("{path}: a table is expected, not {value}."),
}
_FLOAT = N_('{path}: {value} without quotes is an inexact number; write it as text in quotes, like "0.4".')
_MISSING = N_("{path}: this key is needed and missing.")
_UNKNOWN = N_("{path}: this key is not known; correct its spelling or remove it.")
_EMPTY = N_("{path}: must not be empty.")
_TWICE = N_("{path}: {value} stands here a second time; it is already at {first}.")


class _Table:
    """One table of the file: hands out its values, and notes what is wrong with them by path.

    A value that cannot be used is replaced by an empty one, so that reading goes on to the next problem.
    """

    def __init__(self, content: dict[str, object], path: str, problems: list[Problem]) -> None:
        self._content = content
        self._path = path
        self._problems = problems
        self._asked: set[str] = set()
        self._children: list[_Table] = []

    def path(self, key: str) -> str:
        """Return the path of `key` as the messages name it."""
        name = key if _BARE_KEY.fullmatch(key) else _shown(key)
        return f"{self._path}.{name}" if self._path else name

    def has(self, key: str) -> bool:
        return key in self._content

    def names(self) -> list[str]:
        return list(self._content)

    def problem(self, message: str, key: str, **parameters: object) -> None:
        self._problems.append(Problem(message, {"path": self.path(key), **parameters}))

    def problem_count(self) -> int:
        return len(self._problems)

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        value = self._take(key, str)
        if value is not None and not may_be_empty and not value.strip():
            self.problem(_EMPTY, key)
        return value or ""

    def identifier(self, key: str) -> str:
        value = self.text(key)
        if value.strip() and not _IDENTIFIER.fullmatch(value):
            message = N_(
                "{path}: {value} may hold small letters, digits and single hyphens between them only."
            )
            self.problem(message, key, value=_shown(value))
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value.strip() and value not in choices:
            message = N_("{path}: {value} is not known; one of these is: {choices}.")
            self.problem(message, key, value=_shown(value), choices=", ".join(choices))
        return value

    def flag(self, key: str) -> bool:
        return self._take(key, bool) or False

    def whole(self, key: str, *, least: int) -> int:
        value = self._take(key, int)
        if value is not None and not least <= value <= _WHOLE_LIMIT:
            message = N_("{path}: {value} is not between {least} and {most}.")
            self.problem(message, key, value=_shown(value), least=least, most=_WHOLE_LIMIT)
        return value or 0

    def quantity(self, key: str, *, places: int, limit: int, positive: bool = False) -> int:
        """Return the number written as text at `key` in units of 10⁻ᵖˡᵃᶜᵉˢ."""
        value = self.text(key)
        if not value.strip():
            return 0
        if not _NUMBER.fullmatch(value):
            message = N_("{path}: {value} is no number; write digits with at most one point, like 0.4.")
            self.problem(message, key, value=_shown(value))
            return 0
        whole, _, decimals = value.partition(".")
        if len(decimals) > places:
            message = N_("{path}: {value} has more than {places} decimals.")
            self.problem(message, key, value=_shown(value), places=places)
            return 0
        units = int(whole + decimals.ljust(places, "0"))
        if units > limit * 10**places:
            self.problem(N_("{path}: {value} is above {limit}."), key, value=_shown(value), limit=limit)
        if positive and units == 0:
            self.problem(N_("{path}: must be above 0."), key)
        return units

    def multiple(self, key: str) -> int:
        return self.quantity(key, places=_HUNDREDTHS, limit=_MULTIPLE_LIMIT, positive=True)

    def as_multiple_range(self) -> MultipleRange:
        """Return this table's `lowest` and `highest` as a range, proven to be one."""
        before = self.problem_count()
        lowest, highest = self.multiple("lowest"), self.multiple("highest")
        if self.problem_count() == before and lowest > highest:
            message = N_("{path}: {value} is above highest.")
            self.problem(message, "lowest", value=_shown(self._content["lowest"]))
        return MultipleRange(lowest, highest)

    def day(self, key: str) -> date:
        value = self.text(key)
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # the 31st of June: refused below like any other text that is no date
        if value.strip():
            message = N_("{path}: {value} is no date; write it like 2019-12-31.")
            self.problem(message, key, value=_shown(value))
        return date.min

    def table(self, key: str) -> "_Table":
        content = self._take(key, dict)
        if content is None:  # already a problem: what would be missing inside says nothing new
            return _Table({}, self.path(key), [])
        return self._child(content, self.path(key))

    def tables(self, key: str) -> Iterator["_Table"]:
        if self._content.get(key) == []:
            self.problem(_EMPTY, key)
        for place, content in self._elements(key, dict):
            yield self._child(content, place)

    def texts(self, key: str) -> tuple[str, ...]:
        found = tuple(self._elements(key, str))
        for place, value in found:
            if not value.strip():
                self._problems.append(Problem(_EMPTY, {"path": place}))
        return tuple(value for _, value in found)

    def refuse_unknown_keys(self) -> None:
        for key in self._content:
            if key not in self._asked:
                self.problem(_UNKNOWN, key)
        for child in self._children:
            child.refuse_unknown_keys()

    def _child(self, content: dict[str, object], path: str) -> "_Table":
        child = _Table(content, path, self._problems)
        self._children.append(child)
        return child

    def _elements(self, key: str, kind: type[_Kind]) -> Iterator[tuple[str, _Kind]]:
        values = self._take(key, list) or []
        for number, value in enumerate(values, start=1):
            place = f"{self.path(key)}[{number}]"
            found = self._checked(place, value, kind)
            if found is not None:
                yield place, found

    def _take(self, key: str, kind: type[_Kind]) -> _Kind | None:
        self._asked.add(key)
        if key not in self._content:
            self.problem(_MISSING, key)
            return None
        return self._checked(self.path(key), self._content[key], kind)

    def _checked(self, path: str, value: object, kind: type[_Kind]) -> _Kind | None:
        if type(value) is kind:  # not isinstance: true is no whole number
            return value
        message = _FLOAT if type(value) is float else _WRONG_KIND[kind]
        self._problems.append(Problem(message, {"path": path, "value": _shown(value)}))
        return None


def _shown(value: object) -> str:
    """Return a value as a message quotes it: short, on one line, recognisable."""
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > _SHOWN_LENGTH:
        return hex(value)[:_SHOWN_LENGTH] + "…"  # str() refuses an integer of thousands of digits
    words = f"“{value}”" if isinstance(value, str) else str(value)
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN_LENGTH else words[:_SHOWN_LENGTH] + "…"


def _policy(root: _Table, text: str) -> Policy:
    """Return the policy of a whole file; only sound when no problem was noted on the way."""
    head, shares, survey = root.table("policy"), root.table("shares"), root.table("survey")
    article_9, validity = root.table("article_9"), root.table("validity")
    return Policy(
        id=head.identifier("id"),
        version=head.text("version"),
        method=cast("Literal['output_multiple']", head.choice("method", _METHODS)),
        title_en=head.text("title_en"),
        title_zh=head.text("title_zh", may_be_empty=True),
        recalled_title_zh=head.text("recalled_title_zh", may_be_empty=True),
        recalled_title_source=head.text("recalled_title_source", may_be_empty=True),
        doc_no=head.text("doc_no", may_be_empty=True),
        articles=_articles(root.table("articles")),
        tiers=_tiers(root),
        edge_convention=_provision(root.table("edges")),
        classes=_classes(root),
        article_9_multiple=article_9.multiple("multiple"),
        article_9=_provision(article_9),
        state_land=_provision(root.table("state_land")),
        items=_provision(root.table("items")),
        reclamation_fee=_provision(root.table("reclamation_fee")),
        valid_until=validity.day("valid_until"),
        validity=_provision(validity),
        land_share=shares.quantity("land", places=_HUNDREDTHS, limit=_PERCENT_LIMIT),
        resettlement_share=shares.quantity("resettlement", places=_HUNDREDTHS, limit=_PERCENT_LIMIT),
        shares=_convention(shares),
        rounding=_rounding(root.table("rounding")),
        survey_tolerance=survey.quantity("tolerance_mu", places=_MU_PLACES, limit=_MU_LIMIT),
        survey=_convention(survey),
        national=_national(root.table("national")),
        text=text,
        digest=hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8")).hexdigest(),
    )


def _provision(table: _Table) -> Provision:
    return Provision(
        citation=table.text("citation"),
        quote_en=table.text("quote_en", may_be_empty=True),
        note_en=table.text("note_en"),
        note_zh=table.text("note_zh"),
        source=table.text("source"),
    )


def _convention(table: _Table) -> Convention:
    return Convention(table.text("note_en"), table.text("note_zh"), table.text("source"))


def _articles(table: _Table) -> dict[int, Article]:
    articles = {}
    for key in table.names():
        number = int(key) if _ARTICLE_NUMBER.fullmatch(key) else 0
        if not number:
            table.problem(N_("{path}: an article is named by its number, like articles.8."), key)
        article = table.table(key)
        articles[number] = Article(
            number=number,
            citation=article.text("citation"),
            quote_en=article.text("quote_en"),
            text_zh=article.text("text_zh", may_be_empty=True),
            source=article.text("source"),
        )
    return articles


def _classes(root: _Table) -> tuple[LandClass, ...]:
    classes = []
    first_places: dict[str, str] = {}
    for table in root.tables("classes"):
        land_class = LandClass(
            name=table.text("name"),
            aliases=table.texts("aliases"),
            basis=cast("Basis", table.choice("basis", _BASES)),
            citation=table.text("citation"),
            note_en=table.text("note_en", may_be_empty=True),
            note_zh=table.text("note_zh", may_be_empty=True),
            source=table.text("source"),
        )
        for key, names in (("name", (land_class.name,)), ("aliases", land_class.aliases)):
            for name in names:
                _refuse_second(table, key, name, first_places)
        classes.append(land_class)
    return tuple(classes)


def _refuse_second(table: _Table, key: str, name: str, first_places: dict[str, str]) -> None:
    if not name.strip():
        return  # already a problem
    if name != name.strip():
        table.problem(N_("{path}: {value} has a space at its beginning or end."), key, value=_shown(name))
    if name in first_places:
        table.problem(_TWICE, key, value=_shown(name), first=first_places[name])
    first_places.setdefault(name, table.path(key))


def _rounding(table: _Table) -> dict[str, RoundingRule]:
    rules = {}
    for name in _ROUNDING_NAMES:
        rule = table.table(name)
        rules[name] = RoundingRule(
            name=name,
            mode=cast("Literal['half_up']", rule.choice("mode", _ROUNDING_MODES)),
            decimals=rule.whole("decimals", least=0),
            text_en=rule.text("text_en"),
            text_zh=rule.text("text_zh"),
            source=rule.text("source"),
        )
    return rules


def _national(table: _Table) -> NationalMaxima:
    land, person = table.table("land"), table.table("resettlement_per_person")
    per_mu, total = table.table("resettlement_per_mu"), table.table("total")
    return NationalMaxima(
        land=land.as_multiple_range(),
        land_source=land.text("source"),
        resettlement_per_person=person.as_multiple_range(),
        resettlement_per_person_source=person.text("source"),
        resettlement_per_mu=per_mu.multiple("highest"),
        resettlement_per_mu_source=per_mu.text("source"),
        total=total.multiple("highest"),
        total_source=total.text("source"),
        citation=table.text("citation"),
    )


def _tiers(root: _Table) -> tuple[Tier, ...]:
    """Return the tiers by ascending land per head, proven to cover (0, ∞) exactly once."""
    before = root.problem_count()
    first_places: dict[int, str] = {}
    tiers = []
    for table in root.tables("tiers"):
        tier = _tier(table)
        if tier.number in first_places:
            table.problem(_TWICE, "number", value=tier.number, first=first_places[tier.number])
        first_places.setdefault(tier.number, table.path("number"))
        tiers.append(tier)
    if root.problem_count() == before:
        tiers.sort(key=lambda tier: (tier.lower, tier.lower_inclusive, tier.number))
        _prove_cover(root, tiers)
    return tuple(tiers)


def _tier(table: _Table) -> Tier:
    capped = table.has("cap")
    if capped == table.has("land") or capped == table.has("resettlement"):
        message = N_("{path}: a tier states either land and resettlement, both, or cap alone.")
        table.problem(message, "cap")
    bounded = table.has("upper") or table.has("upper_inclusive")
    before = table.problem_count()
    tier = Tier(
        number=table.whole("number", least=1),
        lower=table.quantity("lower", places=_MU_PLACES, limit=_MU_LIMIT),
        lower_inclusive=table.flag("lower_inclusive"),
        upper=table.quantity("upper", places=_MU_PLACES, limit=_MU_LIMIT) if bounded else None,
        upper_inclusive=bounded and table.flag("upper_inclusive"),
        land=table.table("land").as_multiple_range() if table.has("land") else None,
        resettlement=table.table("resettlement").as_multiple_range() if table.has("resettlement") else None,
        cap=table.multiple("cap") if capped else None,
        citation=table.text("citation"),
        quote_en=table.text("quote_en"),
        source=table.text("source"),
    )
    if table.problem_count() == before and tier.upper is not None and tier.lower >= tier.upper:
        table.problem(N_("{path}: must be below upper."), "lower")
    return tier


def _prove_cover(root: _Table, tiers: list[Tier]) -> None:
    """Note every area per head in (0, ∞) that no tier or more than one tier holds."""
    if tiers[0].lower > 0 or tiers[0].lower_inclusive:
        message = N_("{path}: tier {tier} must begin at 0 mu without including it: it has the least land.")
        root.problem(message, "tiers", tier=tiers[0].number)
    for low, high in pairwise(tiers):
        _prove_seam(root, low, high)
    if tiers[-1].upper is not None:
        message = N_("{path}: above {edge} mu per head there is no tier; leave out upper of tier {tier}.")
        root.problem(message, "tiers", edge=_mu(tiers[-1].upper), tier=tiers[-1].number)


def _prove_seam(root: _Table, low: Tier, high: Tier) -> None:
    edges = {"low": low.number, "high": high.number, "edge": _mu(high.lower)}
    if low.upper is None or low.upper > high.lower:
        message = N_("{path}: tiers {low} and {high} overlap from {edge} mu per head.")
        root.problem(message, "tiers", **edges)
    elif low.upper < high.lower:
        message = N_("{path}: between {begin} and {edge} mu per head there is no tier.")
        root.problem(message, "tiers", begin=_mu(low.upper), edge=edges["edge"])
    elif low.upper_inclusive and high.lower_inclusive:
        message = N_("{path}: exactly {edge} mu per head is in both tier {low} and tier {high}.")
        root.problem(message, "tiers", **edges)
    elif not low.upper_inclusive and not high.lower_inclusive:
        message = N_("{path}: exactly {edge} mu per head is neither in tier {low} nor in tier {high}.")
        root.problem(message, "tiers", **edges)


def _mu(micro_mu: int) -> str:
    """Return 10⁻⁶ mu as plain decimals without trailing zeros."""
    whole, decimals = divmod(micro_mu, 10**_MU_PLACES)
    return f"{whole}.{decimals:06}".rstrip("0").rstrip(".")
