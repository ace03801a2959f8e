"""The bench county: lawful, made up and always the same; as a scenario and as a register workbook.

200 villages in all three tiers (one on an edge), 30,000 households, 100,000 parcels and 100,000 items. What
an office would find to look at is in it too, about one row in a thousand: missing sources, prices that are
not the list's, contract areas that differ.
"""

import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import xlsxwriter

from calc.files import resource
from calc.scenario import Scenario, column_of, table_from_columns
from calc.tables import TABLES, Cell, Kind, TableSpec, format_cell

VILLAGES = 200
HOUSEHOLDS_A_VILLAGE = 150
PARCELS_A_VILLAGE = 500
ITEMS_A_VILLAGE = 500
COLLECTIVE_EVERY = 25  # one parcel or item in so many is the collective's own
PLACES = 20  # parcels of one village lie at so many places

MU = 10**6
Row = dict[str, Cell]
Rows = dict[str, list[Row]]

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
)
GIVEN = "建国秀英桂兰志强玉梅永红丽华文军海燕春生德明彩霞振东凤琴兴旺喆堃镕淑珍世平金宝俊杰雪莲占元栓柱"
PLACE_NAMES = "东坪西湾南川北岭上滩下河前沟后梁大庄小寨石嘴沙洼杨树井台圆咀"
CULTIVATED = {"甲区": ("水浇地", "菜地"), "乙区": ("旱地",)}
ABANDONED = ("弃耕地", "荒地")
PRICED = {"林地": 18_000_00, "园地": 32_500_00, "草地": 6_300_00, "坑塘水面": 15_750_50}
# Name, specification, unit, price in fen; the first three are young crops, by the mu.
PRICE_LIST = (
    ("小麦", "青苗期", "亩", 850_00),
    ("玉米", "青苗期", "亩", 1_020_50),
    ("马铃薯", "青苗期", "亩", 1_330_00),
    ("苹果树", "盛果期", "株", 486_00),
    ("梨树", "初果期", "株", 215_50),
    ("白杨", "胸径10-15厘米", "株", 38_75),
    ("围墙", "砖砌", "米", 132_40),
    ("砖混房", "一层", "平方米", 915_33),
    ("机井", "深50米以内", "眼", 12_600_00),
    ("坟墓", "", "座", 3_200_00),
)
CROPS = 3
WHEELS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643


def _date(year: int, month: int, day: int) -> int:
    return dt.date(year, month, day).toordinal()


def _identity(number: int) -> str:
    """Return the valid ID number of the `number`-th made-up person."""
    born = dt.date(1940, 1, 1) + dt.timedelta(days=number * 7919 % 22_000)
    body = f"62{1 + number % 29:02d}{1 + number % 27:02d}{born:%Y%m%d}{number % 1000:03d}"
    rest = sum(int(digit) * wheel for digit, wheel in zip(body, WHEELS, strict=True)) % 11
    return body + "10X98765432"[rest]


def _villages(chance: random.Random, rows: Rows) -> None:
    taken: dict[str, int] = defaultdict(int)
    cultivated: dict[str, int] = defaultdict(int)
    classes = {name for names in CULTIVATED.values() for name in names}
    for parcel in rows["parcels"]:
        village, area = str(parcel["village_id"]), _area_of(parcel)
        taken[village] += area
        cultivated[village] += area if parcel["land_class"] in classes else 0
    for number in range(VILLAGES):
        village = f"V{number + 1:03d}"
        tier = number % 3 + 1
        population = 40 * chance.randrange(30, 90)
        # In the tier by its population, and always more land than is taken.
        low, high = {1: (101, 260), 2: (41, 99), 3: (18, 39)}[tier]
        area = population * chance.randrange(low, high) * MU // 100 + chance.randrange(100)
        if number == 0:
            area = population * MU  # exactly one mu a head
        while area < cultivated[village]:
            area, population = area * 2, population * 2
        land, resettlement = {1: (700, 500), 2: (900, 850), 3: (1000, 1450)}[tier]
        rows["villages"].append(
            {
                "village_id": village,
                "township": f"{PLACE_NAMES[number // 20]}镇",
                "village": f"{PLACE_NAMES[number // 20 + 10]}{PLACE_NAMES[number % 20]}村",
                "group": f"{number % 4 + 1}社",
                "land_owner": f"第{number + 1}农业社",
                "cultivated_area": area,
                "area_source": "2017年度土地变更调查",
                "population": population,
                "population_source": "派出所户籍登记" if number % 50 else "",
                "cutoff_date": _date(2018, 4, 30),
                "land_multiple": land,
                "resettlement_multiple": resettlement,
                "multiple_basis": f"县政府〔2018〕{number + 1}号",
                "tier_note": "经乡镇核定为第一档" if number == 0 else "",
                "land_share": chance.choice((0, 2000, 3333, 8000)),
                "resettlement_share": 10_000,
                "resolution_number": f"村民会议决议{number + 1}号",
                "resolution_date": _date(2018, 4, 12),
                "survey_area": taken[village],
                "survey_cultivated": cultivated[village],
                "payee": f"第{number + 1}股份经济合作社",
                "bank": "农村信用合作联社",
                "account": f"6210{number:015d}",
            }
        )


def _outputs(chance: random.Random, rows: Rows) -> None:
    for number in range(VILLAGES):
        for zone in CULTIVATED:
            for year in (2015, 2016, 2017):
                rows["outputs"].append(
                    {
                        "village_id": f"V{number + 1:03d}",
                        "zone": zone,
                        "year": year,
                        "value": chance.randrange(800_00, 2_600_00),
                        "source": f"统计局〔{year + 1}〕7号",
                    }
                )


def _households(chance: random.Random, rows: Rows) -> None:
    for number in range(VILLAGES * HOUSEHOLDS_A_VILLAGE):
        head = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
        rows["households"].append(
            {
                "household_id": f"{number + 1:06d}",
                "village_id": f"V{number // HOUSEHOLDS_A_VILLAGE + 1:03d}",
                "head": head,
                "holder_type": 0,
                "identity_number": _identity(number),
                "members": chance.randrange(1, 8),
                "phone": f"138{number:08d}",
                "account_name": head,
                "bank": "农村信用合作联社",
                "account": f"62284{number:014d}",
            }
        )


def _area_of(parcel: Row) -> int:
    """Return a parcel's area in 10⁻⁶ mu, from whichever column it stands in."""
    area, metres = parcel.get("area"), parcel.get("square_metres")
    return area if isinstance(area, int) else int(metres or 0) * 15 // 10_000


def _owner(chance: random.Random, number: int, village: int) -> str:
    """Return a household of the village (each in turn, then any), or "" for the collective."""
    if number % COLLECTIVE_EVERY == 0:
        return ""
    mine = number % HOUSEHOLDS_A_VILLAGE if number < 200 else chance.randrange(HOUSEHOLDS_A_VILLAGE)
    return f"{village * HOUSEHOLDS_A_VILLAGE + mine + 1:06d}"


def _parcels(chance: random.Random, rows: Rows) -> None:
    for total in range(VILLAGES * PARCELS_A_VILLAGE):
        village, number = divmod(total, PARCELS_A_VILLAGE)
        owner = _owner(chance, number, village)
        zone = chance.choice(tuple(CULTIVATED))
        parcel: Row = {
            "parcel_id": f"P{total + 1:06d}",
            "village_id": f"V{village + 1:03d}",
            "household_id": owner,
            "zone": zone,
            "land_class": chance.choice(CULTIVATED[zone]),
            "place": PLACE_NAMES[chance.randrange(PLACES)] + PLACE_NAMES[number % PLACES],
            "boundaries": "东至路，西至渠，南至本人，北至沟",
            "ownership": 0,
            "basic_farmland": chance.choice((0, 0, 1)),
            "disputed": 1,
        }
        kind = chance.random()
        if kind < 0.08 or not owner:
            # A class stays in one zone of its village.
            parcel |= {
                "land_class": ABANDONED[village % 2],
                "zone": "乙区",
                "class_basis": "2017年度土地变更调查",
            }
        elif kind < 0.18:
            name = chance.choice(tuple(PRICED))
            parcel |= {
                "land_class": name,
                "zone": "",
                "land_price": PRICED[name],
                "price_basis": "省国土资源厅征地补偿标准",
            }
        if chance.random() < 0.1:
            parcel["square_metres"] = chance.randrange(50_00, 5_000_00) * 10_000  # hundredths of m²
        else:
            grid = 1 if chance.random() < 0.02 else 100
            parcel["area"] = chance.randrange(50_000, 3_200_000) // grid * grid
        if owner:
            parcel["contract_area"] = _area_of(parcel) + (MU // 10 if chance.random() < 0.001 else 0)
        rows["parcels"].append(parcel)


def _items(chance: random.Random, rows: Rows) -> None:
    for total in range(VILLAGES * ITEMS_A_VILLAGE):
        village, number = divmod(total, ITEMS_A_VILLAGE)
        which = chance.randrange(len(PRICE_LIST))
        name, specification, unit, price = PRICE_LIST[which]
        whole = unit in {"株", "眼", "座"}
        item: Row = {
            "item_id": f"F{total + 1:06d}",
            "village_id": f"V{village + 1:03d}",
            "household_id": _owner(chance, number, village),
            "category": 0 if which < CROPS else 1,
            "name": name,
            "specification": specification,
            "unit": unit,
            "quantity": chance.randrange(1, 60) * MU if whole else chance.randrange(10, 20_000) * MU // 100,
            "registered_date": _date(2018, 4, 20),
        }
        if chance.random() < 0.2:
            item |= {"price": price + (100 if chance.random() < 0.005 else 0), "price_basis": "县补偿标准"}
        if which >= CROPS:
            item["made_date"] = _date(chance.randrange(1995, 2017), 1 + number % 12, 15)
        rows["items"].append(item)


def rows_of_county() -> Rows:
    """Return every row of every table, each a mapping from column name to cell."""
    chance = random.Random(8)  # noqa: S311  (made-up data, the same each time)
    rows: Rows = {name: [] for name in TABLES}
    rows["project"].append(
        {
            "name": "测速县高速公路连接线工程",
            "number": "CS-2018-01",
            "county": "测速县",
            "requisitioning_unit": "测速县自然资源局",
            "land_user": "测速县交通投资有限公司",
            "approval_number": "甘国土资〔2018〕1号",
            "notice_number": "测政告〔2018〕3号",
            "notice_date": _date(2018, 4, 1),
            "basis_date": _date(2018, 5, 1),
            "basis_event": 2,
            "policy": "gansu-infrastructure",
            "objections_unit": "测速县自然资源局征地科",
            "objections_phone": "0930-0000000",
            "registrar": "登记人甲",
            "calculator": "测算人乙",
            "reviewer": "复核人丙",
        }
    )
    _parcels(chance, rows)
    _villages(chance, rows)
    _outputs(chance, rows)
    _households(chance, rows)
    _items(chance, rows)
    rows["prices"] = [
        {
            "category": 0 if number < CROPS else 1,
            "name": name,
            "specification": specification,
            "unit": unit,
            "price": price,
            "document": "测政发〔2018〕2号",
            "effective_date": _date(2018, 1, 1),
        }
        for number, (name, specification, unit, price) in enumerate(PRICE_LIST)
    ]
    return rows


def scenario_of(rows: Rows) -> Scenario:
    """Return the rows as a scenario under the shipped policy."""
    scenario = Scenario.empty(resource("policies", "gansu-infrastructure.toml").read_text("utf-8"))
    for name, spec in TABLES.items():
        keys = np.arange(len(rows[name]), dtype=np.int64) + (1 if spec.single else scenario.next_key)
        columns = {
            column.name: column_of(column, [row.get(column.name) for row in rows[name]])
            for column in spec.columns
        }
        scenario = scenario.with_tables(**{name: table_from_columns(spec, keys, columns)})
    return scenario


def write_register(rows: Rows, path: Path) -> None:
    """Write the rows as a register workbook: quantities as number cells, everything else as text."""
    with xlsxwriter.Workbook(path) as book:
        for name, spec in TABLES.items():
            sheet = book.add_worksheet(spec.sheet)
            if spec.single:
                sheet.write_row(0, 0, ("名称", "内容"))
                for number, column in enumerate(spec.columns, 1):
                    text = format_cell(column, rows[name][0].get(column.name))
                    sheet.write_row(number, 0, (column.header, text))
            else:
                write_table(sheet, spec, rows[name])


def write_table(
    sheet: xlsxwriter.worksheet.Worksheet,
    spec: TableSpec,
    rows: list[Row],
    added: tuple[str, ...] = (),
    stored: float = 0,
) -> None:
    """Write one table, headers first; further columns, `added`, hold the number `stored` throughout."""
    sheet.write_row(0, 0, [*(column.header for column in spec.columns), *added])
    for number, row in enumerate(rows, 1):
        for position, column in enumerate(spec.columns):
            cell = row.get(column.name)
            if cell is None or cell == "":
                continue
            text = format_cell(column, cell)
            if column.is_number or (column.kind is Kind.YEAR and text.isdigit()):
                sheet.write_number(number, position, float(text))
            else:
                sheet.write_string(number, position, text)
        for position in range(len(spec.columns), len(spec.columns) + len(added)):
            sheet.write_number(number, position, stored)
