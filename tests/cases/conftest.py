"""Collect the legal cases: each entry of a YAML file here is one test; README.md says how a case is written."""

from collections.abc import Mapping

import builders
import pytest
import yaml

from calc import units
from calc.assess import assess
from calc.explain import as_text, explain_item, explain_parcel, explain_village
from calc.findings import Severity, render
from calc.language import catalogue
from calc.lines import HEADS, LAND, RESETTLEMENT
from calc.policy import shipped_policy
from calc.tables import TABLES

HEAD_NAMES = dict(zip(HEADS, ("土地补偿费", "安置补助费", "青苗", "地上附着物"), strict=True))
PAYEE_NAMES = ("农户", "集体")
NOTHING = "无"
PARCEL = {"地类": "旱地"}
NEEDED = {"案例", "english", "依据", "手算", "已知", "应得"}
SHEETS = {spec.sheet: name for name, spec in TABLES.items()}
UNSTATED = {
    "村": {
        "村编号": "1",
        "村": "示例村",
        "征地前耕地面积(亩)": "1200",
        "耕地面积来源": "2017年变更调查",
        "农业人口(人)": "1000",
        "人口来源": "2017年户籍",
        "数据截止日期": "2017-12-31",
        "土地补偿倍数": "7",
        "安置补助倍数": "5",
        "倍数确定依据": "示例县2018年第8号",
    },
    "产值": {"2015": "1000", "2016": "1100", "2017": "1200"},
    "地块": [{}],
}


class CaseError(AssertionError):
    """A figure that is not the one worked out by hand."""


def pytest_collect_file(file_path, parent):
    """Take every YAML file beside this one as legal cases."""
    return CaseFile.from_parent(parent, path=file_path) if file_path.suffix == ".yaml" else None


class CaseFile(pytest.File):
    """A file of cases. Every scalar is read as the text it is: 1.10 stays 1.10."""

    def collect(self):
        names = set()
        for case in yaml.load(self.path.read_text("utf-8"), yaml.BaseLoader):  # noqa: S506 - it makes nothing but text, lists and mappings
            if case.keys() != NEEDED or case["案例"] in names:
                raise ValueError(
                    f"{self.path.name}: {case.get('案例')}: needs {NEEDED} and a name of its own"
                )
            names.add(case["案例"])
            yield CaseItem.from_parent(self, name=case["案例"], case=case)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case, **others):
        super().__init__(**others)
        self.case = case
        self.assessment = None

    def runtest(self):
        self.assessment = assess(scenario_of(self.case["已知"]), shipped_policy(builders.SHIPPED_POLICY))
        found = figures(self.assessment)
        expected = self.case["应得"]
        wrong = [
            f"{name}：应为 {value}，程序为 {found[name]}"
            for name, value in {"错误": [], **expected}.items()
            if found[name] != value
        ]
        if wrong:
            raise CaseError("\n".join(wrong))

    def repr_failure(self, excinfo, style=None):
        """Print what differs, the computation by hand, and the program's explanation."""
        if not isinstance(excinfo.value, CaseError):
            return super().repr_failure(excinfo, style)
        case = self.case
        head = [
            f"{case['案例']}（{case['依据']}）{case['english']}",
            str(excinfo.value),
            f"手算：{case['手算']}",
        ]
        return "\n".join([*head, "程序的算法：", explanation(self.assessment)])

    def reportinfo(self):
        return self.path, None, self.name


def scenario_of(given):
    """Return what is given as a scenario: the register's own headers, and README.md's row where left out."""
    given = {**UNSTATED, **given}
    rows = {"villages": [{**UNSTATED["村"], **given.pop("村")}], "outputs": output_rows(given.pop("产值"))}
    project = given.pop("项目", {})
    for sheet, entries in given.items():
        rows[SHEETS[sheet]] = list(entries)
    village = {"村编号": "1"}
    for table, letter, defaults in (("parcels", "地", PARCEL), ("items", "物", {})):
        column = TABLES[table].by_name[TABLES[table].id_column].header
        rows[table] = [
            {
                **village,
                "户号": "户1",
                column: f"{letter}{number}",
                **defaults,
                **area_unless(row, table),
                **row,
            }
            for number, row in enumerate(rows.get(table, []), 1)
        ]
    named = {"户号": "户1", "户主": "示例户主", **village}
    rows["households"] = [named]
    tables = {name: [in_code(name, row) for row in entries] for name, entries in rows.items()}
    tables["project"] = [builders.project(**in_code("project", project))]
    return builders.scenario(**tables)


def area_unless(row, table):
    return {} if table == "items" or "面积(平方米)" in row else {"面积(亩)": "1"}


def output_rows(values):
    """Return the rows of 产值 of one zone ({year: value}) or of several ({zone: {year: value}})."""
    zones = values if any(isinstance(value, Mapping) for value in values.values()) else {"全村": values}
    return [
        {"村编号": "1", "产值区": zone, "年度": year, "年产值(元/亩)": value, "来源文号": "统计年鉴"}
        for zone, years in zones.items()
        for year, value in years.items()
    ]


def in_code(table, row):
    names = {column.header: column.name for column in TABLES[table].columns}
    return {names[header]: text for header, text in row.items()}


def figures(assessment):
    """Return every figure a case may state, as text."""
    village = assessment.villages[0]
    lines = assessment.lines
    amounts, rates = {}, {}
    for number in range(len(lines)):
        rows = assessment.scenario["items" if lines.from_item[number] else "parcels"]
        source = rows.text(rows.spec.id_column).cell(int(lines.row[number]))
        head = int(lines.head[number])
        name = f"{source} {HEAD_NAMES[HEADS[head]]}"
        amounts[f"{name} {PAYEE_NAMES[int(lines.payee[number])]}"] = units.format_money(
            int(lines.amount[number])
        )
        if head in {LAND, RESETTLEMENT}:
            rates[name] = units.format_rate(int(lines.rate[number]))
    averages = [money(zone.aaov) for zone in village.zones]
    return {
        "档次": str(village.tier.number) if village.tier else NOTHING,
        "平均年产值": averages[0] if len(averages) == 1 else averages,
        "补偿标准": rates,
        "金额": amounts,
        "合计": money(assessment.totals.amount),
        "法定最低额": money(village.lawful_minimum),
        "法定最高额": money(village.lawful_maximum),
        "方案金额": money(village.article_8_amount),
        "需要安置人数": money(village.people_to_resettle),
        "错误": [each.code for each in assessment.findings if each.severity is Severity.ERROR],
    }


def money(hundredths):
    return NOTHING if hundredths is None else units.format_money(hundredths)


def explanation(assessment):
    """Return the program's own account of every parcel and item and of the village, and its errors."""
    words = catalogue("zh")
    explained = ((explain_parcel, "parcels"), (explain_item, "items"), (explain_village, "villages"))
    parts = [
        as_text(explain(assessment, position), words)
        for explain, table in explained
        for position in range(len(assessment.scenario[table]))
    ]
    errors = [render(each, words) for each in assessment.findings if each.severity is Severity.ERROR]
    return "\n".join([*parts, *errors])
