"""Exact quantities: every kernel against fractions, every text in every form an officer types."""

import datetime as dt
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calc import units
from calc.language import catalogue
from calc.units import QuantityError


def rounded(fraction):
    """Return a fraction rounded half up to an integer (half away from zero), in its own words."""
    size = abs(fraction)
    whole = int(size) + (size - int(size) >= Fraction(1, 2))
    return whole if fraction >= 0 else -whole


# -- the kernels -------------------------------------------------------------------------------------------

quantities = st.integers(0, 10**12) | st.sampled_from([0, 1, 10**6 - 1, 10**6, 10**12 - 1, 10**12])
rates = st.integers(0, 10**12) | st.sampled_from([0, 1, 99, 100, 10**8 - 1, 10**12 - 1, 10**12])
lines = st.integers(0, 10**16) | st.sampled_from([0, 1, 9999, 10**4, 10**16 - 1, 10**16])
shares = st.integers(0, 10**4) | st.sampled_from([0, 1, 3333, 5000, 9999, 10**4])


def line_of(quantity, rate):
    return rounded(Fraction(quantity, 10**6) * Fraction(rate, 10**4) * 100)


@given(quantities, rates)
@example(10**12, 10**12)
@example(10**12 - 1, 10**12 - 1)
@example(500_000, 100)  # half a fen
@example(499_999, 100)
@example(500_001, 100)
def test_a_line_is_the_exact_product_rounded_once(quantity, rate):
    assert units.line_fen(quantity, rate) == line_of(quantity, rate)


@given(st.integers(0, 10**6 - 1), st.integers(0, 10**5))
def test_a_line_that_ends_in_half_a_fen_goes_up(whole, part):
    # An odd number of half units times an odd number of fen: always half a fen over.
    quantity, rate = (2 * whole + 1) * 500_000, (2 * part + 1) * 100
    assert 2 * units.line_fen(quantity, rate) == (2 * whole + 1) * (2 * part + 1) + 1


@given(st.integers(9 * 10**6, 10**12), st.integers(-2, 2))
def test_a_line_at_the_edge_of_what_an_array_holds_does_not_wrap(quantity, step):
    rate = min((2**63 - 1 - 5 * 10**7) // quantity + step, 10**12)
    found = units.line_fen(np.array([0, quantity]), np.array([1, rate]))
    assert found.tolist() == [0, line_of(quantity, rate)]


@given(st.lists(st.tuples(quantities, rates), max_size=30))
def test_lines_of_arrays_equal_those_of_integers(pairs):
    quantity = np.array([pair[0] for pair in pairs], np.int64)
    rate = np.array([pair[1] for pair in pairs], np.int64)
    found = units.line_fen(quantity, rate)
    assert found.dtype == np.int64
    assert found.tolist() == [line_of(*pair) for pair in pairs]


@given(st.lists(st.tuples(lines, shares), max_size=30))
def test_shares_of_arrays_and_integers_are_exact(pairs):
    line = np.array([pair[0] for pair in pairs], np.int64)
    share = np.array([pair[1] for pair in pairs], np.int64)
    expected = [rounded(Fraction(amount * part, 10**4)) for amount, part in pairs]
    assert units.share_fen(line, share).tolist() == expected
    assert [units.share_fen(amount, part) for amount, part in pairs] == expected


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 4)), max_size=40))
@example([(2**63 - 1, 0)] * 9)
@example([(-(2**63), 4)] * 9)
@example([(10**16, 1)] * 2000)
def test_totals_of_huge_numbers_neither_wrap_nor_round(pairs):
    values = np.array([pair[0] for pair in pairs], np.int64)
    groups = np.array([pair[1] for pair in pairs], np.intp)
    expected = [sum(value for value, group in pairs if group == number) for number in range(5)]
    assert units.group_totals(values, groups, 5) == expected
    assert units.exact_total(values) == sum(expected)
    assert all(type(total) is int for total in units.group_totals(values, groups, 5))


def test_no_groups_have_no_totals():
    assert units.group_totals(np.array([], np.int64), np.array([], np.intp), 0) == []


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**15))
@example(5, 10)
@example(-5, 10)
@example(1, 3)
def test_half_up_rounds_a_ratio_of_any_size(numerator, denominator):
    assert units.half_up(numerator, denominator) == rounded(Fraction(numerator, denominator))


@pytest.mark.parametrize("denominator", [0, -1])
def test_half_up_needs_a_positive_denominator(denominator):
    with pytest.raises(ZeroDivisionError):
        units.half_up(1, denominator)


# -- conversion --------------------------------------------------------------------------------------------


@given(st.integers(0, 10**12))
def test_square_metres_are_mu_exactly_or_not_at_all(micro_metres):
    exact = Fraction(micro_metres) * Fraction(15, 10_000)
    assert units.mu_from_square_metres(micro_metres) == (int(exact) if exact.denominator == 1 else None)


@given(st.integers(0, 10**12))
def test_mu_are_two_thousand_thirds_of_a_square_metre(micro_mu):
    numerator, denominator = units.square_metres_from_mu(micro_mu)
    assert Fraction(numerator, denominator) == Fraction(micro_mu, 10**6) * Fraction(2000, 3)


def test_the_conversions_of_the_field():
    assert units.mu_from_square_metres(2000 * 10**6) == 3 * 10**6
    assert units.mu_from_square_metres(666_670_000) == 1_000_005
    assert units.format_hectares(15 * 10**6) == "1.0000"
    assert units.format_hectares(750) == "0.0001"
    assert units.format_hectares(749) == "0.0000"


# -- reading numbers ---------------------------------------------------------------------------------------


@given(st.integers(1 - 10**18, 10**18 - 1), st.integers(0, 6), st.booleans())
def test_what_is_formatted_reads_back(value, places, grouped):
    for minimum in range(places + 1):
        text = units.format_fixed(value, places, minimum, grouped=grouped)
        assert units.parse_decimal(text, places) == value
        assert len(text.partition(".")[2]) >= minimum


WIDE = str.maketrans({0x21 + offset: 0xFF01 + offset for offset in range(94)} | {" ": "\u3000"})


@given(st.integers(1 - 10**18, 10**18 - 1), st.integers(0, 6))
def test_full_width_reads_like_half_width(value, places):
    text = units.format_fixed(value, places, 0, grouped=True)
    assert units.parse_decimal(f" {text} ".translate(WIDE), places) == value


@pytest.mark.parametrize(
    ("text", "places", "suffixes", "value"),
    [
        ("3.5亩", 6, ("亩",), 3_500_000),
        ("３．５　亩 ", 6, ("亩",), 3_500_000),
        ("3.5 亩", 6, ("亩",), 3_500_000),
        ("2000㎡", 6, ("平方米", "㎡", "m2", "m²"), 2_000_000_000),
        ("2000 m²", 6, ("平方米", "㎡", "m2", "m²"), 2_000_000_000),
        ("2000m2", 6, ("平方米", "㎡", "m2", "m²"), 2_000_000_000),
        ("1,234,567.89", 2, (), 123_456_789),
        ("1，234", 0, (), 1234),
        ("1234567.89元", 2, ("元/亩", "元"), 123_456_789),
        ("1200元/亩", 2, ("元/亩", "元"), 120_000),
        ("30％", 2, ("%",), 3000),
        ("+7", 2, (), 700),
        ("-7", 2, (), -700),
        ("-0", 2, (), 0),
        (".5", 2, (), 50),
        ("5.", 2, (), 500),
        ("007", 0, (), 7),
        ("1.500000000000", 2, (), 150),
        ("\u00a012\u00a0", 0, (), 12),
        ("0" * 40 + "1", 0, (), 1),
    ],
)
def test_numbers_are_read_as_officers_type_them(text, places, suffixes, value):
    assert units.parse_decimal(text, places, suffixes) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "12,5",
        "1,23,456",
        "1234,567",
        ",123",
        "1,2345",
        "1.2.3",
        "1e5",
        "--1",
        "1-",
        "1 2",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        ".",
        "-",
        "+",
        "元",
        "亩",
        "3.5亩亩",
        "3.5公顷",
        "约3",
        "1/2",
        "½",
        "5²",
        "③",
        "٣",
        "一",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(QuantityError, match="is not a number"):
        units.parse_decimal(text, 6, ("亩",))


@pytest.mark.parametrize(("text", "places"), [("3.1234567", 6), ("0.001", 2), ("1.5", 0), ("-0.0000001", 6)])
def test_more_decimals_than_the_grid_are_refused_never_rounded(text, places):
    with pytest.raises(QuantityError, match=f"more than {places} decimals") as caught:
        units.parse_decimal(text, places)
    assert caught.value.parameters == {"text": text, "places": places}
    assert text in catalogue("en").text(caught.value.message, **caught.value.parameters)


@pytest.mark.parametrize("text", ["1000000000000", "1" * 400, "-" + "9" * 13])
def test_numbers_beyond_the_file_are_refused(text):
    with pytest.raises(QuantityError, match="too large"):
        units.parse_decimal(text, 6)


# -- formatting --------------------------------------------------------------------------------------------


def test_money_areas_and_rates_are_printed_as_the_paper_has_them():
    assert units.format_money(123_456_789, grouped=True) == "1,234,567.89"
    assert units.format_money(5) == "0.05"
    assert units.format_money(-150) == "-1.50"
    assert units.format_rate(77_000_000, grouped=True) == "7,700.00"
    assert units.format_rate(77_000_010) == "7700.001"
    assert units.format_rate(77_000_001) == "7700.0001"
    assert units.format_area(1_000_000) == "1.0000"
    assert units.format_area(1_234_560) == "1.23456"
    assert units.format_area(1) == "0.000001"
    assert units.format_plain(1_500_000, 6) == "1.5"
    assert units.format_plain(1_000_000, 6) == "1"
    assert units.format_plain(7, 0) == "7"


@given(st.integers(0, 10**15), st.integers(1, 10**12), st.integers(0, 8))
def test_a_ratio_has_exactly_its_decimals(numerator, denominator, places):
    text = units.format_ratio(numerator, denominator, places)
    assert len(text.partition(".")[2]) == places
    assert Fraction(text) == Fraction(rounded(Fraction(numerator, denominator) * 10**places), 10**places)


# -- dates and years ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2018-05-01",
        "2018/5/1",
        "2018.5.1",
        "2018年5月1日",
        "2018年05月01",
        "20180501",
        "２０１８年５月１日",
        " 2018-5-1 ",
        "2018 年 5 月 1 日",
        "2018－05－01",
    ],
)
def test_dates_are_read_in_every_form(text):
    assert units.parse_date(text) == dt.date(2018, 5, 1).toordinal()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        "2018-05",
        "2018-13-01",
        "2018-02-30",
        "2017-02-29",
        "20180230",
        "01-05-2018",
        "18-5-1",
        "0000-01-01",
        "2018-05-01 10:00",
        "yesterday",
        "43221",
        "２０１８",
        "2018-5-1日月",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(QuantityError, match="is not a date"):
        units.parse_date(text)


@given(st.dates())
def test_any_date_reads_back(date):
    text = units.format_date(date.toordinal())
    assert units.parse_date(text) == date.toordinal()
    assert units.parse_date(text.replace("-", "")) == date.toordinal()


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2017", 2017),
        ("２０１７年", 2017),
        ("2017年度", 2017),
        (" 2017 ", 2017),
        ("平均", 0),
        ("三年平均", 0),
    ],
)
def test_years_are_read(text, year):
    assert units.parse_year(text) == year


@pytest.mark.parametrize("text", ["", "17", "0", "0000", "0217", "20177", "2017.5", "均", "2017-2018"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(QuantityError, match="is not a year"):
        units.parse_year(text)


# -- amounts in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (1200001, "壹万贰仟元零壹分"),
        (10000000, "壹拾万元整"),
        (20000000000, "贰亿元整"),
        (0, "零元整"),
        (1, "壹分"),
        (78, "柒角捌分"),
        # the same rules, further on
        (10, "壹角整"),
        (100, "壹元整"),
        (1000, "壹拾元整"),
        (1010, "壹拾元零壹角整"),
        (1001, "壹拾元零壹分"),
        (10000010, "壹拾万元零壹角整"),
        (1000000000100, "壹佰亿零壹元整"),
        (100010000, "壹佰万零壹佰元整"),
        (10001000000, "壹亿零壹万元整"),
        (100000100000000, "壹万亿零壹佰万元整"),
        (10**18, "壹亿亿元整"),
    ],
)
def test_amounts_in_words(fen, words):
    assert units.amount_in_words(fen) == words


def read_words(words):
    """Return the fen that capital numerals say: the inverse, written from the rules of reading."""
    digits = {digit: number for number, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    yuan, separator, cents = words.partition("元")
    if not separator:
        yuan, cents = "", words
    total = section = digit = higher = 0
    for letter in yuan:
        if letter in digits:
            digit = digits[letter]
        elif letter in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(letter) + 1)
            digit = 0
        elif letter == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:  # 亿 multiplies all that was said since the last 亿 of the same height
            higher, total, section, digit = (higher + total + section + digit) * 10**8, 0, 0, 0
    whole = higher + total + section + digit
    found = re.fullmatch(r"零?(?:(.)角)?(?:零?(.)分)?整?", cents)
    return whole * 100 + digits[found[1] or "零"] * 10 + digits[found[2] or "零"]


amounts = st.integers(0, 10**18) | st.lists(st.sampled_from("001234567890"), min_size=1, max_size=18).map(
    lambda figures: int("".join(figures))
)


@given(amounts)
def test_amounts_in_words_say_the_amount(fen):
    assert read_words(units.amount_in_words(fen)) == fen


@given(amounts)
def test_amounts_in_words_keep_the_rules_of_the_form(fen):
    words = units.amount_in_words(fen)
    assert "零零" not in words
    assert not words.startswith("零") or fen == 0
    assert words.endswith("分") == (fen % 10 != 0)
    assert words.endswith("整") == (fen % 10 == 0)
    assert not re.search("零[万亿元角分]", words) or fen == 0
    assert not re.search("[拾佰仟][拾佰仟]|^[拾佰仟]", words)
    if fen >= 100 and fen // 100 % 10 == 0 and fen // 10 % 10:
        assert re.search("元零.角", words)


def test_a_negative_amount_has_no_words():
    with pytest.raises(ValueError, match="negative"):
        units.amount_in_words(-1)


def test_folding_makes_headers_of_any_width_equal():
    assert units.fold(" 面积（亩）　") == "面积(亩)"
    assert units.fold("ＩＤ") == "ID"


def test_hectares_are_grouped_as_mu_are():
    assert units.format_hectares(1_000_143_843_502) == "66,676.2562"
    assert units.format_hectares(7_500) == "0.0005"
