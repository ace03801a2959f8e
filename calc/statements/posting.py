"""What the papers posted in a village share: how right-holders are named there, head, close, and the mark.

Everybody may read them. They name no ID number, account, phone or family; where two right-holders of a
village have one name, the last four characters of the ID number tell them apart, or else the 户号. What an
officer wrote in his own words, names and places included, is posted with long numbers hidden.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from calc.lines import NONE
from calc.statements.document import Reads
from calc.statements.entries import Content
from calc.statements.flow import NUMERALS, together
from calc.statements.page import BODY, FRAME, MM, Field, Section, Style
from calc.statements.parts import day, where_to_object
from calc.statements.signing import Place, signatures
from calc.statements.table import DASH

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "POSTED",
    "captions",
    "close",
    "collective_name",
    "has_namesakes",
    "head",
    "mark",
    "masked",
    "period",
    "posted_names",
]

POSTED: Final[Reads] = {
    "project": frozenset(
        (
            *("county", "requisitioning_unit", "notice_number", "posting_start", "posting_end"),
            *("objections_unit", "objections_phone", "supervision_phone"),
        )
    ),
    "villages": frozenset({"land_owner"}),
}
"""What the shared parts print. The ID number is not among them: one that cannot be read, or has characters
no face has, is as good as missing here and keeps nothing from being posted."""

_IDENTITY: Final = re.compile(r"[0-9A-Z]{15}(?:[0-9A-Z]{3})?", re.ASCII | re.IGNORECASE)
"""An ID number or a unified social credit code; of any other text in its place nothing is posted."""
_LONG: Final = re.compile(r"[0-9A-Z]{15}|(?<![0-9])1[3-9][0-9]{9}(?![0-9])", re.ASCII | re.IGNORECASE)
"""Some counties number households by the head's ID number or mobile: of such a 户号 the end is posted."""
_NUMBER: Final = re.compile(r"\d(?:[\s－‐-―-]?\d){10,}[Xx]?|\d{7,}[Xx]?")
"""As long as a telephone's, an account's or an ID's, in groups or not: no document's number is."""
_HIDDEN: Final = "＊＊＊"
_SHOWN: Final = 4
_MARK: Final = Style("hei", 12, 16)
_MARK_SIZE: Final = (24 * MM, 8 * MM)
_MARK_TOP: Final = 8 * MM


@lru_cache(maxsize=1 << 14)
def masked(text: str) -> str:
    """Return a text that is posted with numbers hidden that may be a person's."""
    return _NUMBER.sub(_HIDDEN, text)


# --- names -----------------------------------------------------------------------------------------------


def posted_names(content: Content, village: int) -> Mapping[int, str]:
    """Return how each right-holder is named in what is posted in a village, by position of the household.

    They are those registered there and those with a parcel or an item there, in register order. A name that
    two of them have is followed by the last four characters of the ID number; by the 户号 where there is no
    such number, or where these four are the same.
    """
    return content.kept(("posted", village), lambda: MappingProxyType(_named(content, village)))


def has_namesakes(content: Content, village: int) -> bool:
    """Tell whether a name in `posted_names` has something after it, which the paper then explains."""
    names = posted_names(content, village)
    return any(name != _head(content, each) for each, name in names.items())


def _head(content: Content, household: int) -> str:
    return masked(content.text_of("households", household, "head"))


def _named(content: Content, village: int) -> dict[int, str]:
    holders = content.kept("holders", lambda: _holders(content)).get(village, ())
    names = {each: _head(content, each) for each in holders}
    times = Counter(names.values())
    alike = [each for each, name in names.items() if times[name] > 1]
    tails = {each: _tail(content.text_of("households", each, "identity_number")) for each in alike}
    shared = Counter((names[each], tails[each]) for each in alike)
    for each in alike:
        key, text = "by_identity", tails[each]
        if not text or shared[names[each], text] > 1:
            key, text = "by_id", content.text_of("households", each, "household_id")
            if _LONG.search(text):
                key, text = "by_identity", text[-_SHOWN:]
        names[each] = content.wording.text(f"posting.{key}", name=names[each], text=text)
    return names


def _tail(number: str) -> str:
    """Return the last characters of an ID number, "" for what is none."""
    return number[-_SHOWN:] if _IDENTITY.fullmatch(number) else ""


def _holders(content: Content) -> dict[int, Sequence[int]]:
    """Return the positions of the households of each village, ascending; of all villages at once."""
    found = content.computation
    registered = content.scenario["households"].text("village_id")
    villages = registered.codes_in(content.scenario["villages"].index)
    where: NDArray[np.intp] = np.concatenate([villages, found.parcels.village, found.items.village])
    who = np.concatenate([np.arange(len(villages)), found.parcels.household, found.items.household])
    known = (where != NONE) & (who != NONE)
    count = max(len(villages), 1)
    pairs = np.unique(where[known] * count + who[known])
    holders: dict[int, list[int]] = defaultdict(list)
    for village, household in zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True):
        holders[village].append(household)
    return dict(holders)


def collective_name(content: Content, village: int) -> str:
    """Return how the collective is named as the owner of what is in no household's name."""
    owner = masked(content.text_of("villages", village, "land_owner"))
    key = "collective_named" if owner else "collective"
    return content.wording.text(f"posting.{key}", owner=owner)


def captions(content: Content) -> Callable[[str], str]:
    """Return what numbers the titles of a paper's tables, as they come: one that is left out takes none."""
    numbers = iter(NUMERALS)
    return lambda title: content.wording.text("posting.caption", number=next(numbers), title=title)


# --- head and close --------------------------------------------------------------------------------------


def head(
    section: Section, content: Content, title: str, village: int, *rows: Sequence[tuple[str, str]]
) -> None:
    """Set the title; where, by whom and from when to when it is posted, whom to call; then more labels."""

    def text(name: str) -> str:
        return content.text_of("project", 0, name)

    say = content.wording.text
    section.titles(content.project, title)
    own = (
        (
            (say("posting.location"), text("county") + content.village(village)),
            (say("posting.period"), period(content)),
        ),
        (
            (say("posting.owner"), masked(content.text_of("villages", village, "land_owner"))),
            (content.basis_label, content.basis_date),
        ),
        (
            (say("posting.unit"), text("requisitioning_unit")),
            (say("posting.notice"), text("notice_number")),
        ),
        (
            (say("posting.office"), where_to_object(content, "posting.office_phone")),
            (say("posting.supervision"), text("supervision_phone") or say("common.blank")),
        ),
    )
    section.fields(*([Field(label, value or DASH) for label, value in row] for row in (*own, *rows)))


def period(content: Content) -> str:
    """Return from when to when the paper is posted, with blanks to write into where it is not recorded."""
    start, end = day(content, "posting_start"), day(content, "posting_end")
    return content.wording.text("posting.from_to", start=start, end=end)


def close(section: Section, content: Content) -> None:
    """Set until when, where and by which phone to object, then the seals; on one page."""
    say = content.wording.text
    sentence = where_to_object(content, "posting.objections")
    places = tuple(Place(say(f"posting.signatures.{name}"), "seal") for name in ("committee", "unit"))
    together(
        section,
        lambda sheet: sheet.paragraph(sentence, BODY),
        lambda sheet: sheet.space(6),
        lambda sheet: signatures(sheet, places),
    )


def mark(section: Section, content: Content) -> None:
    """Mark every page of a section as one for posting, in a frame above its upper right corner.

    Called when all of the section is laid out.
    """
    width, height = _MARK_SIZE
    text = content.wording.text("posting.mark")
    for page in section.pages:
        page.box((section.right - width, _MARK_TOP), _MARK_SIZE, FRAME)
        middle = (section.right - width / 2, _MARK_TOP + (height - _MARK.leading) / 2)
        page.text(middle[0], _MARK.baseline(middle[1]), text, _MARK, "center")
