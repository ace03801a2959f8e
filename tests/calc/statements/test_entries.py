"""Entries: each parcel and head once, both payees beside each other, nothing lost."""

import pytest
from builders import household, item, parcel, village
from papers import county

from calc.lines import ATTACHMENTS, CROPS, LAND, NONE, RESETTLEMENT
from calc.statements import entries as module
from calc.statements.edition import Edition
from calc.statements.entries import Content, Entries, Entry, sums_by_head


def content(**tables):
    return Content(county(**tables), Edition())


def test_the_payees_of_a_line_stand_beside_each_other():
    land, resettlement = content(parcels=[parcel(area="3")], items=[]).entries.of_household(0)
    assert (land.head, land.share) == (LAND, 3000)
    assert land.to_household + land.to_collective == land.undivided
    assert (resettlement.head, resettlement.share, resettlement.to_collective) == (RESETTLEMENT, 10000, 0)


def test_a_share_of_nought_is_an_entry_too():
    whole = content(villages=[village(), village(village_id="2")], parcels=[parcel()], items=[])
    land = whole.entries.of_household(0)[0]
    assert (land.share, land.to_household, land.to_collective) == (0, 0, land.undivided)


def test_the_collectives_own_has_no_household():
    own = content(parcels=[parcel(household_id="")], items=[item(household_id="")]).entries.of_village(0)
    assert [(entry.head, entry.household, entry.share, entry.to_household) for entry in own] == [
        (LAND, NONE, 0, 0),
        (RESETTLEMENT, NONE, 0, 0),
        (ATTACHMENTS, NONE, 0, 0),
    ]


def test_heads_come_in_the_order_of_the_form_and_rows_in_that_of_the_register():
    items = [item(), item(item_id="I2", category="青苗"), item(item_id="I3")]
    parcels = [parcel(), parcel(parcel_id="P2")]
    entries = content(parcels=parcels, items=items).entries.of_household(0)
    assert [(entry.head, entry.row) for entry in entries] == [
        (LAND, 0),
        (LAND, 1),
        (RESETTLEMENT, 0),
        (RESETTLEMENT, 1),
        (CROPS, 1),
        (ATTACHMENTS, 0),
        (ATTACHMENTS, 2),
    ]


def test_every_fen_of_the_assessment_stands_in_some_entry():
    whole = content()
    totals = whole.assessment.totals
    entries = list(whole.entries)
    assert sum(entry.undivided for entry in entries) == totals.amount
    assert [sum(each.to_household for each in whole.entries.of_household(at)) for at in range(2)] == list(
        totals.by_household
    )
    assert [sum(each.undivided for each in whole.entries.of_village(at)) for at in range(2)] == list(
        totals.by_village
    )


def test_sums_by_head_count_the_area_of_parcels_only():
    sums = sums_by_head(content().entries.of_household(0))
    assert [(head, held.area) for head, held in sums.items()] == [
        (LAND, 2_683_320),
        (RESETTLEMENT, 2_350_020),
        (CROPS, 0),
        (ATTACHMENTS, 0),
    ]


def test_a_county_without_a_line_has_no_entries():
    nothing = content(parcels=[], items=[]).entries
    assert len(nothing) == 0
    assert list(nothing) == nothing.of_household(0) == nothing.of_village(0) == []


@pytest.mark.parametrize(
    ("columns", "name", "kind", "remark"),
    [
        ({"place": "大路边"}, "大路边", "旱地", ""),
        ({"place": ""}, "P1", "旱地", ""),
        ({"land_class": "望天田", "remark": "界址待核"}, "P1", "望天田", "界址待核"),
        ({"square_metres": "1500"}, "P1", "旱地", "1,500平方米"),
        (
            {"square_metres": "1500", "disputed": "是", "remark": "待核"},
            "P1",
            "旱地",
            "争议；1,500平方米；待核",
        ),
        ({"ownership": "国有", "land_price": "1"}, "P1", "旱地（国有）", ""),
    ],
)
def test_texts_of_a_parcel(columns, name, kind, remark):
    whole = content(parcels=[parcel(**columns)], items=[])
    entry = whole.entries.of_household(0)[0]
    assert (whole.name(entry), whole.kind(entry), whole.remark(entry)) == (name, kind, remark)


def test_where_a_price_stands():
    items = [
        item(item_id="I1", price_basis="评估报告"),
        item(item_id="I2", name="苹果树", specification="盛果期", unit="株", price="", price_basis=""),
    ]
    own, listed = content(parcels=[], items=items, households=[household()]).entries.of_household(0)
    whole = content(parcels=[], items=items, households=[household()])
    assert whole.price_source(own) == "评估报告"
    assert whole.price_source(listed) == "县政发〔2017〕30号（2018-01-01起施行）"


def test_an_entry_remembers_its_line():
    whole = content()
    for entry in whole.entries:
        assert int(whole.computation.lines.undivided[entry.line]) == entry.undivided
        assert isinstance(entry, Entry)


def test_the_first_entries_asked_for_are_those_found_when_all_are_in_order(monkeypatch):
    def found(entries):
        return [(entries.of_household(owner), entries.of_village(owner)) for owner in range(4)]

    whole = content(parcels=[parcel(), parcel(parcel_id="P2", household_id="")])
    first, later = Entries(whole.computation.lines), Entries(whole.computation.lines)
    one_by_one = found(first)
    monkeypatch.setattr(module, "_FEW", 0)
    assert found(later) == one_by_one
    assert "figures" not in vars(first)
    assert "figures" in vars(later)


def test_villages_are_those_of_the_lines():
    entries = content(parcels=[parcel(village_id="2", household_id="H2")], items=[]).entries
    assert entries.villages() == {1}
    assert entries.villages(entries.lines.household == NONE) == frozenset()
