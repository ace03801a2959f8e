"""The signature block: room for thumb and seal, on one page whatever comes before it."""

import pytest
from reading import texts_of

from calc.statements.page import MM
from calc.statements.signing import Place, signatures

ROWS = (
    (Place("权利人（签字、手印）", "thumb"), Place("代领人（签字、手印）", "thumb")),
    (Place("登记人"), Place("测算人"), Place("复核人")),
    (Place("村委会（章）", "seal"), Place("征收实施单位（章）", "seal", dated=False)),
)


def test_it_has_room_for_a_thumb_and_a_seal(draw):
    page = draw(lambda section: signatures(section, *ROWS))[0]
    drawings = page.get_drawings()
    thumbs = [each["rect"] for each in drawings if each["items"][0][0] == "re"]
    assert [(box.width / MM, box.height / MM) for box in thumbs] == [pytest.approx((25, 20), abs=0.1)] * 2
    levels = sorted({round(each["rect"].y0, 1) for each in drawings if each["rect"].height == 0})
    assert (levels[-1] - levels[-2]) / MM >= 42
    assert levels[-1] - levels[0] < 90 * MM


def test_every_place_says_whose_it_is_and_asks_for_a_date(draw):
    text = draw(lambda section: signatures(section, *ROWS))[0].get_text()
    for row in ROWS:
        for place in row:
            assert place.label in text
    assert "".join(text.split()).count("年月日") == 6


@pytest.mark.parametrize("length", [4, 12, 20, 30])
def test_a_long_name_never_reaches_the_line_for_the_date(draw, length):
    name = ("张王李赵·钱孙周吴·" * 8)[:length]
    row = (Place(f"测算人：{name}"), Place("复核人"), Place("登记人"), Place("村民小组"))
    page = draw(lambda section: signatures(section, row))[0]
    texts = [each for each in texts_of(page) if each.x < 180]  # the first place's
    (date,) = (each for each in texts if each.text.startswith("年"))
    label = [each for each in texts if each.y < date.y]
    assert "".join(each.text for each in label) == f"测算人：{name}"
    assert max(each.y for each in label) < date.y - 6


def test_it_is_never_parted(draw):
    for gap in range(300, 720, 60):
        document = draw(lambda section, gap=gap: (section.space(gap), signatures(section, *ROWS)))
        on = [
            page.number
            for page in document
            for row in ROWS
            for place in row
            if place.label in page.get_text()
        ]
        assert len(on) == 7
        assert len(set(on)) == 1
        rules = [each["rect"].y1 for each in document[on[0]].get_drawings()]
        assert max(rules) <= 277 * MM + 0.1


def test_a_name_is_not_broken_where_somewhat_smaller_type_has_room(draw):
    row = (*(Place("登记人：欧阳测算"), Place("复核人：司马复核")), *(Place("章", "seal"),) * 3)
    page = draw(lambda section: signatures(section, row))[0]
    assert "登记人：欧阳测算" in page.get_text().split("\n")
