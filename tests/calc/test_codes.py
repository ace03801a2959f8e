"""The check code: what it tells, what a slip of the keyboard does to it, and that it never changes its form."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc import codes
from calc.codes import ALPHABET, KINDS, LENGTH, CodeError, Sealer, corrections, read, subject_hash
from calc.statements import PAPERS

DIGEST = "1f" * 32
SEALER = Sealer(DIGEST, "household-statements", "样征补〔2018〕12号", "2018-06-01")
CODE = SEALER.code("0101-01", 2849689)


def symbols(code):
    return code.replace("-", "")


def test_a_code_is_for_ever():
    """Paper of today is verified in ten years: this code must stay the very same."""
    assert CODE == "YGJXD-EX936-NS1GX-K64VV-853BC"


def test_a_code_tells_document_total_and_whose_paper_it_is():
    told = read(CODE)
    assert told.kind == "household-statements"
    assert told.total == 2849689
    assert told.subject == subject_hash("0101-01")
    assert SEALER.binds(told, "0101-01", 2849689)


@pytest.mark.parametrize(
    "other",
    [
        Sealer("2f" * 32, "household-statements", "样征补〔2018〕12号", "2018-06-01"),
        Sealer(DIGEST, "collective-statements", "样征补〔2018〕12号", "2018-06-01"),
        Sealer(DIGEST, "household-statements", "样征补〔2018〕13号", "2018-06-01"),
        Sealer(DIGEST, "household-statements", "样征补〔2018〕12号", "2018-06-02"),
        Sealer(DIGEST, "household-statements"),
        Sealer(DIGEST, "household-statements", "样征补〔2018〕12号", "2018-06-01", history="ab"),
    ],
)
def test_a_code_binds_state_document_number_day_and_history(other):
    assert not other.binds(read(CODE), "0101-01", 2849689)
    assert other.code("0101-01", 2849689) != CODE


@pytest.mark.parametrize(("subject", "total"), [("0101-02", 2849689), ("0101-01", 2849690)])
def test_a_code_binds_whose_paper_it_is_and_its_total(subject, total):
    assert not SEALER.binds(read(CODE), subject, total)


@given(st.sampled_from(KINDS), st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 2**70))
def test_what_is_sealed_is_read(kind, subject, total):
    sealer = Sealer(DIGEST, kind)
    told = read(sealer.code(subject, total))
    assert told.kind == kind
    assert told.total == (total if total < 2**44 - 1 else None)
    assert told.subject == subject_hash(subject)
    assert sealer.binds(told, subject, total)
    assert not sealer.binds(told, subject, total + 1)


def test_every_single_wrong_symbol_is_noticed():
    text = symbols(CODE)
    for at, right in enumerate(text):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(CodeError, match="mistyped"):
                read(text[:at] + wrong + text[at + 1 :])


def test_every_exchange_of_two_symbols_is_noticed_whatever_they_are():
    """The check is a sum over GF(32) of symbol × its own power: proven for all pairs of places and symbols."""
    powers = [codes._X_POWERS[LENGTH - 1 - at] for at in range(LENGTH)]
    assert len(set(powers)) == LENGTH
    assert 0 not in powers

    def times(one, other):
        if not one or not other:
            return 0
        return codes._X_POWERS[(codes._LOGARITHMS[one] + codes._LOGARITHMS[other]) % 31]

    for first, second in combinations(range(LENGTH), 2):
        for one, other in combinations(range(32), 2):
            before = times(powers[first], one) ^ times(powers[second], other)
            after = times(powers[first], other) ^ times(powers[second], one)
            assert before != after
    # and the remainder that is taken is this very sum
    held = [codes._NUMBERS[each] for each in symbols(CODE)]
    total = 0
    for power, symbol in zip(powers, held, strict=True):
        total ^= times(power, symbol)
    assert total == codes._remainder(held) == 0


def test_neighbours_exchanged_are_noticed_in_many_codes():
    for number in range(200):
        text = symbols(SEALER.code(f"H{number}", number))
        for at in range(LENGTH - 1):
            if text[at] != text[at + 1]:
                with pytest.raises(CodeError):
                    read(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  校验码：{CODE} ",
        CODE.replace("-", "－").replace("0", "Ｏ").replace("7", "７"),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("-", "\n"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed):
    assert read(typed) == read(CODE)


def test_letters_that_look_like_digits_are_read_as_these():
    assert symbols(CODE) == symbols(CODE).translate(str.maketrans("", "", "ILOU"))
    assert codes._symbols("ilouILOU1" + "0" * 16) == codes._symbols("110V110V1" + "0" * 16)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (CODE[:-1], "Group 5 of the code has 4 characters"),
        (CODE[:3] + CODE[4:], "Group 1 of the code has 4 characters"),
        (symbols(CODE)[:-1], "there are 24"),
        (symbols(CODE) + "7", "there are 26"),
        ("", "there are 0"),
        ("县" + CODE[1:], "“县”, in group 1"),
        (CODE[:-1] + "*", r"“\*”, in group 5"),
        ("A" * 10_000, "there are 10000"),
    ],
)
def test_what_is_no_code_is_said_with_its_group(typed, said):
    with pytest.raises(CodeError, match=said):
        read(typed)


def test_one_of_the_corrections_of_a_slip_is_the_code():
    text = symbols(CODE)
    slips = [
        text[:7] + ALPHABET[(ALPHABET.index(text[7]) + 5) % 32] + text[8:],
        text[:12] + text[13] + text[12] + text[14:],
    ]
    for slip in slips:
        found = dict(corrections(slip))
        assert found[CODE] == read(CODE)
        assert all(read(each) == told for each, told in found.items())


def test_papers_that_differ_little_have_codes_that_differ_much():
    first, second = (symbols(SEALER.code("0101-01", total)) for total in (100, 101))
    assert sum(one != other for one, other in zip(first, second, strict=True)) > 15


def test_every_document_has_its_number_for_ever():
    assert KINDS[:8] == (
        *("registration-sheets", "household-statements", "collective-statements", "payment-roll"),
        *("survey-notice", "compensation-notice", "village-summaries", "basis-of-calculation"),
    )
    assert KINDS[8:] == ("project-summary", "objections", "signature-annex", "payment-roll-summary")
    assert set(PAPERS) <= set(KINDS)


def test_a_code_of_a_later_layout_is_said_to_be_one():
    held = [codes._NUMBERS[each] for each in symbols(CODE)][:-1]
    value = 0
    for symbol in held:
        value = value << 5 | symbol
    value ^= 1 << codes._MASKED - codes._LAYOUTS
    later = [value >> shift & 31 for shift in range(115, -1, -5)]
    with pytest.raises(CodeError, match="newer version"):
        read(codes.grouped([*later, codes._check_symbol(later)]))
