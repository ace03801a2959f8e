"""Acknowledged warnings: what they hold for, when they lapse, and that nothing else depends on them."""

import pytest
from builders import household, item, outputs, parcel, price, small_scenario, village
from findings_at_work import findings_of, one_of

from calc import operations, storage
from calc.acknowledgements import acknowledge, facts_of, match, recent_reasons, withdraw
from calc.assess import assess
from calc.findings import Severity
from calc.language import catalogue
from calc.register import read_register, register_workbook
from calc.report import assessment_json
from calc.tables import TABLES

UNLIKE = "price-unlike-list"


def unlike_the_list(own="40", **tables):
    return small_scenario(items=[item(price=own, price_basis="Talks of 2018-06-01")], **tables)


def acknowledged(scenario, *codes, reason="Agreed with the owner"):
    """Return `scenario` with its warnings of some codes, or all, acknowledged."""
    chosen = [each for each in findings_of(scenario) if not codes or each.code in codes]
    edit = acknowledge(scenario, scenario, chosen, reason, "Officer One", 737_000)
    return operations.apply(scenario, edit)


def matched(scenario):
    """Return the codes that are acknowledged, and those that were for other facts."""
    findings = findings_of(scenario)
    found = match(scenario, findings)
    assert len(found) == sum(found.of(each) is not None for each in findings)
    return (
        [each.code for each in findings if found.of(each)],
        [each.code for each in findings if found.earlier(each)],
    )


def typed(scenario, table, column, text, row=0):
    key = int(scenario[table].keys[row])
    return operations.apply(scenario, operations.type_cell(scenario, table, key, column, text))


def test_an_acknowledged_warning_is_found_with_its_reason():
    noted = acknowledged(unlike_the_list())
    finding = one_of(noted, UNLIKE)
    found = match(noted, [finding]).of(finding)
    assert (found.reason, found.officer, found.date) == ("Agreed with the owner", "Officer One", "2018-11-02")
    assert found.key == int(noted["acknowledgements"].keys[0])


def test_it_holds_while_the_facts_are_the_same_and_lapses_when_they_change():
    noted = acknowledged(unlike_the_list())
    assert matched(noted) == ([UNLIKE], [])
    assert matched(typed(noted, "items", "remark", "by the road")) == ([UNLIKE], [])
    assert matched(typed(noted, "items", "price", "41")) == ([], [UNLIKE])
    assert matched(typed(noted, "prices", "price", "60")) == ([], [UNLIKE])
    back = typed(typed(noted, "items", "price", "41"), "items", "price", "40")
    assert matched(back) == ([UNLIKE], [])


def test_a_cell_that_the_message_does_not_quote_counts_as_a_fact_too():
    wrong = small_scenario(households=[household(identity_number="110105194912310021")])
    assert "110105194912310021" not in str(dict(one_of(wrong, "identity-check-digit").parameters))
    noted = acknowledged(wrong, "identity-check-digit")
    other = typed(noted, "households", "identity_number", "110105194912310022")
    assert matched(noted) == (["identity-check-digit"], [])
    assert matched(other) == ([], ["identity-check-digit"])


def test_the_latest_reason_for_other_figures_stands_beside_an_open_warning():
    first = acknowledged(unlike_the_list(), reason="First")
    second = acknowledged(typed(first, "items", "price", "41"), UNLIKE, reason="Second")
    assert matched(second) == ([UNLIKE], [])
    third = typed(second, "items", "price", "42")
    finding = one_of(third, UNLIKE)
    assert match(third, [finding]).earlier(finding).reason == "Second"
    again = typed(third, "items", "price", "40")
    finding = one_of(again, UNLIKE)
    assert match(again, [finding]).of(finding).reason == "First"


def test_an_acknowledgement_is_no_answer_for_another_row():
    rows = [item(item_id=each, price="40", price_basis="Talks") for each in ("I1", "I2")]
    both = small_scenario(items=rows)
    edit = acknowledge(both, both, [each for each in findings_of(both) if each.place.id == "I2"], "Agreed")
    noted = operations.apply(both, edit)
    findings = findings_of(noted)
    found = match(noted, findings)
    assert [each.place.id for each in findings if found.of(each)] == ["I2"]


def test_rows_that_read_alike_need_an_acknowledgement_each():
    rows = [item(item_id="", price="40", price_basis="Talks") for _ in range(2)]
    alike = small_scenario(items=rows)
    warnings = [each for each in findings_of(alike) if each.code == UNLIKE]
    assert len(warnings) == 2
    noted = operations.apply(alike, acknowledge(alike, alike, warnings[:1], "Agreed"))
    assert matched(noted) == ([UNLIKE], [])


def test_zones_of_one_village_are_told_apart():
    lines = [*outputs(), *outputs(zone="B")]
    for line in lines:
        line["source"] = ""
    two = small_scenario(outputs=lines)
    warnings = [each for each in findings_of(two) if each.code == "output-source-missing"]
    assert len(warnings) > 1
    noted = operations.apply(two, acknowledge(two, two, warnings[-1:], "Asked for"))
    held, lapsed = matched(noted)
    assert (held, lapsed) == (["output-source-missing"], [])
    findings = findings_of(noted)
    found = match(noted, findings)
    (one,) = (each for each in findings if found.of(each))
    assert dict(one.parameters) == dict(warnings[-1].parameters)


def test_errors_and_notes_are_never_acknowledged():
    wrong = small_scenario(villages=[village(land_multiple="11", multiple_basis="")])
    everything = acknowledged(wrong)
    codes = everything["acknowledgements"].text("code").values.tolist()
    severities = {each.code: each.severity for each in findings_of(wrong)}
    assert Severity.ERROR in severities.values()
    assert {severities[code] for code in codes} == {Severity.WARNING}
    error = next(each for each in findings_of(wrong) if each.severity is Severity.ERROR)
    row = {"code": error.code, "sheet": "村", "row_id": "1", "column": "土地补偿倍数", "reason": "x"}
    row["facts"] = facts_of(wrong, error)
    forged = small_scenario(villages=[village(land_multiple="11", multiple_basis="")], acknowledgements=[row])
    assert matched(forged) == ([], [])


def test_without_a_reason_there_is_no_acknowledgement():
    open_one = unlike_the_list()
    with pytest.raises(ValueError, match="needs a reason"):
        acknowledge(open_one, open_one, findings_of(open_one), " \u3000")
    noted = acknowledged(open_one)
    cleared = typed(noted, "acknowledgements", "reason", "")
    assert matched(cleared) == ([], [])
    assert "acknowledgement-incomplete" in [each.code for each in findings_of(cleared)]


def test_acknowledging_many_is_one_edit_named_with_their_number_and_can_be_undone():
    rows = [item(item_id=f"I{number}", price="40", price_basis="Talks") for number in range(12)]
    many = small_scenario(items=rows)
    edit = acknowledge(many, many, [each for each in findings_of(many) if each.code == UNLIKE], "Agreed")
    assert catalogue("zh").text(edit.label, **edit.parameters) == "确认 12 条警告"
    assert catalogue("en").text(edit.label, **edit.parameters) == "Acknowledge 12 warnings"
    noted = operations.apply(many, operations.decode(operations.encode(edit)))
    assert matched(noted)[0] == [UNLIKE] * 12
    assert len(operations.apply(noted, operations.reverse(edit))["acknowledgements"]) == 0


def test_withdrawing_opens_the_warning_again():
    noted = acknowledged(unlike_the_list())
    edit = withdraw(noted, noted["acknowledgements"].keys.tolist())
    assert matched(operations.apply(noted, edit)) == ([], [])
    assert catalogue("zh").text(edit.label, **edit.parameters) == "撤回 1 条确认"


def test_the_contracts_json_and_the_digest_know_nothing_of_it():
    plain = unlike_the_list()
    noted = acknowledged(plain)

    def said(scenario):
        found = assess(scenario)
        return assessment_json(found, found.findings, catalogue("zh"), lambda *_place: 2)

    assert noted.digest == plain.digest
    assert said(noted) == said(plain)


@pytest.mark.parametrize("way", ["workbook", "file"])
def test_it_holds_after_a_workbook_and_after_a_file(tmp_path, way):
    lines = outputs()
    for line in lines:
        line["source"] = ""
    odd = [item(item_id="0001", name="梨树  “老”\n二行", price="40", price_basis="Talks"), item(price="60")]
    listed = [price(name="梨树  “老”\n二行", specification=odd[0].get("specification", ""))]
    noted = acknowledged(
        small_scenario(
            villages=[village(multiple_basis="", area_source="")],
            outputs=lines,
            items=odd,
            prices=[price(), *listed],
            households=[household(account_name="Someone")],
            parcels=[parcel(contract_area="7")],
        )
    )
    before = matched(noted)
    assert len(before[0]) >= 6
    if way == "file":
        again = storage.unpack(storage.pack(noted), "x").scenario
    else:
        path = tmp_path / "register.xlsx"
        path.write_bytes(register_workbook(noted))
        again = read_register(path).scenario
    assert matched(again) == before


def test_every_cell_of_a_record_is_named_as_in_the_register():
    noted = acknowledged(unlike_the_list())
    row = dict(zip(TABLES["acknowledgements"].by_name, noted["acknowledgements"].row(0), strict=True))
    assert (row["sheet"], row["row_id"], row["column"]) == ("附着物与青苗", "I1", "单价(元)")
    assert row["facts"] == "单价(元)=40.00; listed=50.00; own=40.00"


def test_recent_reasons_come_latest_first_and_once():
    rows = [{"code": "household-empty", "reason": each} for each in ("A", "B", "", "A", "C")]
    assert recent_reasons(small_scenario(acknowledgements=rows)) == ["C", "A", "B"]
    assert recent_reasons(small_scenario(acknowledgements=rows), 1) == ["C"]
