"""The policy loader: what ships is what the measure says, and every mistake in a file is named."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from calc import policy as module
from calc.language import LOCALE_FOLDER, catalogue
from calc.policy import (
    TEXT_LIMIT,
    MultipleRange,
    PolicyError,
    Problem,
    load_policy,
    shipped_policies,
    shipped_policy,
)

POLICIES = Path(__file__).parent / "policies"
SOUND = (POLICIES / "sound.toml").read_text("utf-8")
MEASURE = (POLICIES / "measure-en.txt").read_text("utf-8")
GANSU = shipped_policy("gansu-infrastructure")

# Each file's one mistake, in the words an officer reads.
BROKEN = {
    "alias-of-another-class": (
        "classes[2].aliases: “旱地” stands here a second time; it is already at classes[1].name.",
        "classes[2].aliases：“旱地”重复，前面 classes[1].name 已有。",
    ),
    "alias-that-is-no-text": (
        "classes[1].aliases[2]: text in quotes is expected, not 7.",
        "classes[1].aliases[2]：应为加引号的文字，不能是7。",
    ),
    "alias-twice": (
        "classes[1].aliases: “望天田” stands here a second time; it is already at classes[1].aliases.",
        "classes[1].aliases：“望天田”重复，前面 classes[1].aliases 已有。",
    ),
    "article-without-number": (
        "articles.eight: an article is named by its number, like articles.8.",
        "articles.eight：条文以数字为名，如 articles.8。",
    ),
    "cap-beside-ranges": (
        "tiers[2].cap: a tier states either land and resettlement, both, or cap alone.",
        "tiers[2].cap：一个档次或者同时写 land 和 resettlement，或者只写 cap。",
    ),
    "cap-zero": (
        "tiers[3].cap: must be above 0.",
        "tiers[3].cap：必须大于 0。",
    ),
    "class-twice": (
        "classes[2].name: “旱地” stands here a second time; it is already at classes[1].name.",
        "classes[2].name：“旱地”重复，前面 classes[1].name 已有。",
    ),
    "class-with-a-space": (
        "classes[2].name: “林地 ” has a space at its beginning or end.",
        "classes[2].name：“林地 ”的开头或结尾有空格。",
    ),
    "date-in-another-form": (
        "validity.valid_until: “20191231” is no date; write it like 2019-12-31.",
        "validity.valid_until：“20191231”不是日期，请写成 2019-12-31 的样子。",
    ),
    "date-without-quotes": (
        "validity.valid_until: text in quotes is expected, not 2019-12-31.",
        "validity.valid_until：应为加引号的文字，不能是2019-12-31。",
    ),
    "edge-finer-than-the-grid": (
        "tiers[3].upper: “0.4000001” has more than 6 decimals.",
        "tiers[3].upper：“0.4000001”的小数超过 6 位。",
    ),
    "edge-in-both-tiers": (
        "tiers: exactly 1 mu per head is in both tier 2 and tier 1.",
        "tiers：人均恰为 1 亩时同时属于第 2 档和第 1 档。",
    ),
    "edge-in-no-tier": (
        "tiers: exactly 0.4 mu per head is neither in tier 3 nor in tier 2.",
        "tiers：人均恰为 0.4 亩时既不属于第 3 档，也不属于第 2 档。",
    ),
    "empty-alias": (
        "classes[1].aliases[1]: must not be empty.",
        "classes[1].aliases[1]：不能为空。",
    ),
    "empty-citation": (
        "tiers[2].citation: must not be empty.",
        "tiers[2].citation：不能为空。",
    ),
    "ends-in-the-middle": (
        "The policy ends in the middle of a value: Unterminated string.",
        "政策文件在一个值的中间就结束了：Unterminated string。",
    ),
    "float-not-a-number": (
        'tiers[3].cap: nan without quotes is an inexact number; write it as text in quotes, like "0.4".',
        'tiers[3].cap：nan不加引号就成了不精确的数，请加引号写成文字，如 "0.4"。',
    ),
    "full-width-quantity": (
        "tiers[2].lower: “０.４” is no number; write digits with at most one point, like 0.4.",
        "tiers[2].lower：“０.４”不是数字，请只写数字和至多一个小数点，如 0.4。",
    ),
    "huge-decimal-number": (
        "The policy holds a number of thousands of digits.",
        "政策文件中有长达数千位的数字。",
    ),
    "huge-hexadecimal-number": (
        "tiers[2].number: 0xffffffffffffffffffffffffffffffffffffff… is not between 1 and 1000000.",
        "tiers[2].number：0xffffffffffffffffffffffffffffffffffffff…不在 1 至 1000000 之间。",
    ),
    "key-twice": (
        "Line 52, column 11 of the policy: this key or table stands there already.",
        "政策文件第 52 行第 11 列：这个键或表前面已经有了。",
    ),
    "lowest-above-highest": (
        "tiers[2].land.lowest: “10” is above highest.",
        "tiers[2].land.lowest：“10”高于 highest（上限）。",
    ),
    "multiple-finer-than-hundredths": (
        "tiers[2].land.lowest: “8.005” has more than 2 decimals.",
        "tiers[2].land.lowest：“8.005”的小数超过 2 位。",
    ),
    "multiple-too-large": (
        "tiers[3].cap: “100.01” is above 100.",
        "tiers[3].cap：“100.01”超过 100。",
    ),
    "national-range-upside-down": (
        "national.land.lowest: “10” is above highest.",
        "national.land.lowest：“10”高于 highest（上限）。",
    ),
    "needed-key-missing": (
        "tiers[2].source: this key is needed and missing.",
        "tiers[2].source：缺少这个必需的键。",
    ),
    "needed-table-missing": (
        "article_9: this key is needed and missing.",
        "article_9：缺少这个必需的键。",
    ),
    "negative-quantity": (
        "tiers[1].resettlement.lowest: “-4” is no number; write digits with at most one point, like 0.4.",
        "tiers[1].resettlement.lowest：“-4”不是数字，请只写数字和至多一个小数点，如 0.4。",
    ),
    "neither-cap-nor-ranges": (
        "tiers[3].cap: a tier states either land and resettlement, both, or cap alone.",
        "tiers[3].cap：一个档次或者同时写 land 和 resettlement，或者只写 cap。",
    ),
    "nested-too-deeply": (
        "The policy nests lists or tables too deeply.",
        "政策文件的列表或表嵌套过深。",
    ),
    "no-classes": (
        "classes: must not be empty.",
        "classes：不能为空。",
    ),
    "no-date": (
        "validity.valid_until: “2019-06-31” is no date; write it like 2019-12-31.",
        "validity.valid_until：“2019-06-31”不是日期，请写成 2019-12-31 的样子。",
    ),
    "no-quantity": (
        "tiers[2].lower: “0,4” is no number; write digits with at most one point, like 0.4.",
        "tiers[2].lower：“0,4”不是数字，请只写数字和至多一个小数点，如 0.4。",
    ),
    "no-tiers": (
        "tiers: must not be empty.",
        "tiers：不能为空。",
    ),
    "no-toml": (
        "Line 12, column 13 of the policy is no valid TOML: Illegal character '\\n'.",
        "政策文件第 12 行第 13 列不符合 TOML 格式：Illegal character '\\n'。",
    ),
    "number-where-text-belongs": (
        "tiers[3].cap: text in quotes is expected, not 25.",
        "tiers[3].cap：应为加引号的文字，不能是25。",
    ),
    "number-with-a-decimal-point": (
        'tiers[3].upper: 0.4 without quotes is an inexact number; write it as text in quotes, like "0.4".',
        'tiers[3].upper：0.4不加引号就成了不精确的数，请加引号写成文字，如 "0.4"。',
    ),
    "one-range-only": (
        "tiers[2].cap: a tier states either land and resettlement, both, or cap alone.",
        "tiers[2].cap：一个档次或者同时写 land 和 resettlement，或者只写 cap。",
    ),
    "rounding-rule-missing": (
        "rounding.share: this key is needed and missing.",
        "rounding.share：缺少这个必需的键。",
    ),
    "share-above-100": (
        "shares.resettlement: “100.01” is above 100.",
        "shares.resettlement：“100.01”超过 100。",
    ),
    "table-twice": (
        "Line 104, column 10 of the policy: this key or table stands there already.",
        "政策文件第 104 行第 10 列：这个键或表前面已经有了。",
    ),
    "table-where-a-list-belongs": (
        "classes[1].aliases: a list is expected, not {…}.",
        "classes[1].aliases：应为列表，不能是{…}。",
    ),
    "text-where-a-number-belongs": (
        "tiers[2].number: a whole number without quotes is expected, not “2”.",
        "tiers[2].number：应为不加引号的整数，不能是“2”。",
    ),
    "text-where-a-table-belongs": (
        "survey: a table is expected, not “0.0015”.",
        "survey：应为表，不能是“0.0015”。",
    ),
    "text-where-true-or-false-belongs": (
        "tiers[1].lower_inclusive: true or false is expected, not “true”.",
        "tiers[1].lower_inclusive：应为 true 或 false，不能是“true”。",
    ),
    "tier-number-twice": (
        "tiers[3].number: 2 stands here a second time; it is already at tiers[2].number.",
        "tiers[3].number：2重复，前面 tiers[2].number 已有。",
    ),
    "tier-number-zero": (
        "tiers[3].number: 0 is not between 1 and 1000000.",
        "tiers[3].number：0不在 1 至 1000000 之间。",
    ),
    "tiers-begin-above-zero": (
        "tiers: tier 3 must begin at 0 mu without including it: it has the least land.",
        "tiers：第 3 档人均耕地最少，必须从 0 亩开始且不含 0 亩。",
    ),
    "tiers-end": (
        "tiers: above 2 mu per head there is no tier; leave out upper of tier 1.",
        "tiers：人均 2 亩以上没有档次，请删去第 1 档的 upper（上界）。",
    ),
    "tiers-include-zero": (
        "tiers: tier 3 must begin at 0 mu without including it: it has the least land.",
        "tiers：第 3 档人均耕地最少，必须从 0 亩开始且不含 0 亩。",
    ),
    "tiers-that-overlap": (
        "tiers: tiers 3 and 2 overlap from 0.3 mu per head.",
        "tiers：第 3 档和第 2 档自人均 0.3 亩起重叠。",
    ),
    "tiers-with-a-gap": (
        "tiers: between 0.4 and 0.5 mu per head there is no tier.",
        "tiers：人均 0.4 亩至 0.5 亩之间没有档次。",
    ),
    "too-many-dots": (
        "Line 104 of the policy has more than 50 full stops: break it into lines.",
        "政策文件第 104 行的小数点或句点超过 50 个，请分行书写。",
    ),
    "true-where-a-number-belongs": (
        "tiers[2].number: a whole number without quotes is expected, not true.",
        "tiers[2].number：应为不加引号的整数，不能是true。",
    ),
    "two-tiers-without-upper": (
        "tiers: tiers 2 and 1 overlap from 1 mu per head.",
        "tiers：第 2 档和第 1 档自人均 1 亩起重叠。",
    ),
    "unfit-id": (
        "policy.id: “Sound policy” may hold small letters, digits and single hyphens between them only.",
        "policy.id：“Sound policy”只能由小写字母、数字和其间的单个连字符组成。",
    ),
    "unknown-basis": (
        "classes[2].basis: “price” is not known; one of these is: article_8, article_9, priced.",
        "classes[2].basis：不认识“price”，可用的是：article_8, article_9, priced。",
    ),
    "unknown-key-of-odd-letters": (
        "“a b”: this key is not known; correct its spelling or remove it.",
        "“a b”：没有这样的键，请改正拼写或删去。",
    ),
    "unknown-key": (
        "tiers[3].cpa: this key is not known; correct its spelling or remove it.",
        "tiers[3].cpa：没有这样的键，请改正拼写或删去。",
    ),
    "unknown-method": (
        "policy.method: “zone_price” is not known; one of these is: output_multiple.",
        "policy.method：不认识“zone_price”，可用的是：output_multiple。",
    ),
    "unknown-rounding": (
        "rounding.line.mode: “half_even” is not known; one of these is: half_up.",
        "rounding.line.mode：不认识“half_even”，可用的是：half_up。",
    ),
    "unknown-table": (
        "resetlement: this key is not known; correct its spelling or remove it.",
        "resetlement：没有这样的键，请改正拼写或删去。",
    ),
    "upper-below-lower": (
        "tiers[2].lower: must be below upper.",
        "tiers[2].lower：必须小于 upper（上界）。",
    ),
    "upper-side-without-upper": (
        "tiers[1].upper: this key is needed and missing.",
        "tiers[1].upper：缺少这个必需的键。",
    ),
}


def chinese(problem: Problem) -> str:
    with (LOCALE_FOLDER / "zh" / "LC_MESSAGES" / "policy.po").open("rb") as stream:
        found = read_po(stream).get(problem.message)
    return str(found.string).format(**problem.parameters)


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        load_policy(text)
    return caught.value.problems


def words_of(text: str) -> list[tuple[str, str]]:
    return [(problem.text(catalogue("en")), chinese(problem)) for problem in problems_of(text)]


# What a broken file is told


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_named_with_its_place_in_english_and_chinese(name):
    assert words_of((POLICIES / f"{name}.toml").read_text("utf-8")) == [BROKEN[name]]


def test_every_broken_file_is_expected_and_says_what_is_wrong():
    files = {path.stem: path.read_text("utf-8") for path in POLICIES.glob("*.toml") if path.stem != "sound"}
    assert set(files) == set(BROKEN)
    assert all(text.startswith("# Mistake: ") for text in files.values())


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    text = (
        SOUND.replace('version = "1"\n', "").replace('cap = "25"', "cap = 2.5").replace('"priced"', '"free"')
    )
    paths = [problem.parameters["path"] for problem in problems_of(text + "extra = 1\n")]
    assert paths == ["policy.version", "tiers[3].cap", "classes[2].basis", "national.extra"]


def test_the_error_reads_as_one_line_a_problem():
    with pytest.raises(PolicyError) as caught:
        load_policy(SOUND.replace('version = "1"\n', "").replace('cap = "25"', "cap = 2.5"))
    assert str(caught.value).splitlines() == caught.value.texts(catalogue("en"))
    assert len(caught.value.problems) == 2


def test_a_text_over_the_limit_is_refused_and_one_of_exactly_the_limit_is_read():
    full = SOUND + "#" * (TEXT_LIMIT - len(SOUND.encode()))
    assert load_policy(full).id == "sound"
    assert words_of(full + "#") == [
        (
            "The policy has 1000001 bytes; at most 1000000 are read.",
            "政策文件有 1000001 字节，最多读取 1000000 字节。",
        )
    ]


def test_half_a_surrogate_pair_is_refused():
    assert words_of(SOUND + "# \ud842") == [
        (
            "The policy has a character that cannot be stored, U+D842: remove it.",
            "政策文件中有无法保存的字符 U+D842，请删去。",
        )
    ]


def test_fifty_full_stops_in_a_line_are_read():
    assert load_policy(SOUND + "# " + "." * 50).id == "sound"


def test_every_message_has_chinese_and_a_test_here_triggers_it():
    source = Path(module.__file__).read_text("utf-8")
    marked = source.count("N_(")
    with (LOCALE_FOLDER / "zh" / "LC_MESSAGES" / "policy.po").open("rb") as stream:
        entries = {entry.id: entry for entry in read_po(stream) if entry.id}
    triggered = {
        problem.message
        for name in BROKEN
        for problem in problems_of((POLICIES / f"{name}.toml").read_text("utf-8"))
    }
    triggered |= {problems_of("#" * (TEXT_LIMIT + 1))[0].message, problems_of("\ud842")[0].message}
    assert triggered == set(entries)
    assert len(entries) == marked
    assert not any(entry.fuzzy for entry in entries.values())


@given(st.text(alphabet="abd.[]{}=\"\n0123456789-_#' 亩", max_size=200))
def test_no_text_brings_anything_but_a_policy_error(text):
    assert problems_of(text)


@given(st.data())
def test_a_sound_policy_with_a_line_lost_doubled_or_cut_is_read_or_refused(data):
    lines = SOUND.splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[place])))
    lines[place] = data.draw(st.sampled_from(["", lines[place] * 2, lines[place][:cut]]))
    messages = ["read"]
    try:
        load_policy("".join(lines))
    except PolicyError as error:
        messages = error.texts(catalogue("en"))
    assert messages
    assert all(messages)


# What ships


def test_the_shipped_policies_are_named_by_their_files():
    policies = shipped_policies()
    assert list(policies) == ["gansu-infrastructure"]
    assert all(shipped_policy(name).id == name for name in policies)
    with pytest.raises(KeyError):
        shipped_policy("nowhere")


def test_the_tiers_are_those_of_article_8():
    assert [
        (tier.number, tier.lower, tier.lower_inclusive, tier.upper, tier.upper_inclusive)
        for tier in GANSU.tiers
    ] == [
        (3, 0, False, 400_000, False),
        (2, 400_000, True, 1_000_000, False),
        (1, 1_000_000, True, None, False),
    ]
    assert [(tier.land, tier.resettlement, tier.cap) for tier in GANSU.tiers] == [
        (None, None, 2500),
        (MultipleRange(800, 1000), MultipleRange(600, 1000), None),
        (MultipleRange(600, 800), MultipleRange(400, 600), None),
    ]
    assert [tier.citation for tier in GANSU.tiers] == [
        "第八条第（三）项",
        "第八条第（二）项",
        "第八条第（一）项",
    ]


def test_every_quotation_stands_in_the_measure():
    provisions = (GANSU.article_9, GANSU.state_land, GANSU.items, GANSU.reclamation_fee)
    quotes = [each.quote_en for each in (*GANSU.tiers, *GANSU.articles.values(), *provisions)]
    assert all(quote and quote in MEASURE for quote in quotes)
    assert all(tier.quote_en.startswith(f"({tier.number}) ") for tier in GANSU.tiers)
    assert {
        number: article.quote_en.split(maxsplit=2)[1].rstrip(":")
        for number, article in GANSU.articles.items()
    } == {number: str(number) for number in (5, 7, 8, 9)}


def test_nothing_ships_as_a_quotation_of_the_chinese_original():
    assert (GANSU.title_zh, GANSU.doc_no) == ("", "")
    assert not any(article.text_zh for article in GANSU.articles.values())
    assert GANSU.recalled_title_zh == "甘肃省基础设施建设征用土地办法"
    assert GANSU.recalled_title_source == "recalled, not confirmed"


def test_the_classes_are_those_of_the_register():
    assert {each.name: (each.basis, each.aliases) for each in GANSU.classes} == {
        "水田": ("article_8", ()),
        "水浇地": ("article_8", ()),
        "旱地": ("article_8", ("望天田",)),
        "菜地": ("article_8", ()),
        "弃耕地": ("article_9", ("撂荒地",)),
        "荒地": ("article_9", ()),
        "废弃地": ("article_9", ()),
        "林地": ("priced", ()),
        "草地": ("priced", ("牧草地",)),
        "园地": ("priced", ()),
        "坑塘水面": ("priced", ()),
        "集体建设用地": ("priced", ()),
        "未利用地": ("priced", ()),
        "其他": ("priced", ()),
    }


def test_a_class_is_found_by_name_and_alias_and_by_nothing_else():
    assert GANSU.class_named("旱地") is GANSU.class_named("望天田") is not None
    assert GANSU.class_named("望天") is None
    assert GANSU.class_named("") is None


def test_priced_classes_say_which_law_sends_them_to_the_officer():
    notes = {each.name: each.note_zh for each in GANSU.classes if each.basis == "priced"}
    assert "《森林法》" in notes["林地"]
    assert "《草原法》" in notes["草地"]
    assert all(notes.values())


def test_the_other_values_of_the_measure_and_their_sources():
    assert GANSU.article_9_multiple == 100
    assert "1倍" in GANSU.article_9.note_zh
    assert GANSU.state_land.citation == GANSU.reclamation_fee.citation == "第五条"
    assert GANSU.valid_until.isoformat() == "2019-12-31"
    assert GANSU.validity.source == "the date: recalled, not confirmed; the article: confirmed"
    assert (GANSU.land_share, GANSU.resettlement_share) == (0, 10_000)
    assert GANSU.survey_tolerance == 1_500
    assert GANSU.rounding["line"].text_zh == "金额按四舍五入保留到分。"
    assert {rule.mode for rule in GANSU.rounding.values()} == {"half_up"}


def test_the_former_national_maxima():
    national = GANSU.national
    assert national.land == MultipleRange(600, 1000)
    assert national.resettlement_per_person == MultipleRange(400, 600)
    assert (national.resettlement_per_mu, national.total) == (1500, 3000)


def test_the_text_is_kept_whole_and_its_digest_does_not_depend_on_the_line_ends():
    windows = SOUND.replace("\n", "\r\n")
    assert load_policy(windows).text == windows
    assert load_policy(windows).digest == load_policy(SOUND).digest
    assert load_policy(windows).tiers == load_policy(SOUND).tiers
    assert load_policy(SOUND + "# more").digest != load_policy(SOUND).digest
    assert load_policy(SOUND).digest == "fafdd72da2e73c513a4bcc31afbbed267f9c85186ce887b1f8e8ec356c8becff"


# Which tier


def tier_by_fractions(area: int, population: int) -> int:
    per_head = Fraction(area, 10**6) / population
    if per_head >= 1:
        return 1
    return 2 if per_head >= Fraction(4, 10) else 3


@given(
    population=st.integers(1, 10**6),
    threshold=st.sampled_from([400_000, 1_000_000]),
    off=st.integers(-1, 1),
)
def test_the_tier_is_right_on_each_edge_and_one_step_of_the_grid_beside_it(population, threshold, off):
    area = population * threshold + off
    assert GANSU.tier_of(area, population).number == tier_by_fractions(area, population)


@given(area=st.integers(1, 10**12), population=st.integers(1, 10**6))
def test_the_tier_is_right_for_any_area_and_population(area, population):
    assert GANSU.tier_of(area, population).number == tier_by_fractions(area, population)


def test_land_that_only_prints_as_one_mu_a_head_is_tier_2():
    assert GANSU.tier_of(999_600_000, 1000).number == 2


@given(
    sides=st.tuples(st.booleans(), st.booleans()),
    population=st.integers(1, 10**6),
    threshold=st.sampled_from([400_000, 1_000_000]),
)
def test_the_included_side_is_what_the_policy_says(sides, population, threshold):
    text = SOUND
    for edge, with_more in zip(("0.4", "1"), sides, strict=True):
        lower, upper = str(with_more).lower(), str(not with_more).lower()
        text = re.sub(rf'(\nlower = "{edge}"\nlower_inclusive = )\w+', rf"\g<1>{lower}", text)
        text = re.sub(rf'(\nupper = "{edge}"\nupper_inclusive = )\w+', rf"\g<1>{upper}", text)
    with_more = sides[threshold == 1_000_000]
    number = {400_000: (3, 2), 1_000_000: (2, 1)}[threshold][with_more]
    assert load_policy(text).tier_of(threshold * population, population).number == number


@pytest.mark.parametrize(("area", "population"), [(0, 1), (-1, 1), (1, 0), (1, -1)])
def test_no_land_or_nobody_has_no_tier(area, population):
    with pytest.raises(ValueError, match="above zero"):
        GANSU.tier_of(area, population)


def test_integers_of_numpy_do_not_wrap():
    text = SOUND.replace('"0.4"', '"400000"').replace('"1"\nlower_', '"1000000"\nlower_')
    text = text.replace('upper = "1"', 'upper = "1000000"')
    assert load_policy(text).tier_of(np.int64(10**12), np.int64(10**9)).number == 3


def test_edges_and_neighbours():
    third, second, first = GANSU.tiers
    assert GANSU.edges() == (400_000, 1_000_000)
    assert GANSU.neighbours(third) == (second,)
    assert GANSU.neighbours(second) == (third, first)
    assert GANSU.neighbours(first) == (second,)


def test_a_low_sum_in_tier_3_is_one_below_the_floor_of_tier_2():
    third, second, first = GANSU.tiers
    assert GANSU.low_sum(third) == 1400
    assert GANSU.low_sum(second) is None
    assert GANSU.low_sum(first) is None
