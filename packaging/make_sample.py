"""Make the sample county's register, ``resources/samples/sample-county.xlsx``, the same every time.

Everything in it is invented: no place of these names is meant, ID numbers and credit codes carry a region
that no authority has (99), telephone numbers and accounts a prefix that nobody uses. Check digits are right,
so that only what is meant to be questioned is questioned. It shows all three tiers, a village on an edge, two
villagers of one name, rare characters, organisations, collective, waste, priced and State land, crops and
attachments with a price list, and objections.
"""

import datetime as dt
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from calc.files import resource, write_atomically  # noqa: E402  (the program stands in the folder above)
from calc.register import ExtraSheet, register_workbook  # noqa: E402
from calc.scenario import Scenario, with_rows, without_rows  # noqa: E402
from calc.tables import TABLES, parse_cell  # noqa: E402

SAMPLE = ROOT / "resources" / "samples" / "sample-county.xlsx"
CREATED = dt.datetime(2018, 5, 1)  # noqa: DTZ001  (a workbook's property has no time zone)
REGION = "990101"
Row = Mapping[str, str]

PROJECT: Row = {
    "name": "沙柳至白石公路改建工程（样例，非真实数据）",
    "number": "样例-2018-01",
    "county": "禾川县（虚构）",
    "requisitioning_unit": "禾川县自然资源局（样例）",
    "land_user": "沙白公路建设项目办公室（样例）",
    "approval_number": "样例批〔2018〕1号",
    "notice_number": "样例公告〔2018〕3号",
    "notice_date": "2018-03-01",
    "basis_date": "2018-05-01",
    "basis_event": "方案批准",
    "policy": "gansu-infrastructure",
    "posting_start": "2018-05-07",
    "posting_end": "2018-05-18",
    "objections_unit": "禾川县征地工作办公室（样例）",
    "objections_phone": "0900-0000001",
    "supervision_phone": "0900-0000002",
    "reclamation_rate": "12",
    "agreed_amount": "3350000",
    "registrar": "登记员（样例）",
    "calculator": "测算员（样例）",
    "reviewer": "复核员（样例）",
}

SOURCES: Row = {
    "area_source": "土地变更调查2017年度（样例）",
    "population_source": "派出所农业户籍册（样例）",
    "cutoff_date": "2017-12-31",
}
# Village: ID, township, village, group, owner, area, people, multiples, their basis.
VILLAGES = (
    ("0101", "白杨滩镇", "上沙坪村", "一社", "1262.5", "897", "7", "4"),
    ("0102", "白杨滩镇", "上沙坪村", "二社", "1048.36", "912", "7", "4"),
    ("0201", "石窑沟乡", "红崖湾村", "", "856", "856", "8", "6"),
    ("0202", "石窑沟乡", "马莲滩村", "", "634.5", "1000", "9", "8"),
    ("0301", "柳湾镇", "杏树岔村", "", "999.6", "1000", "8", "6"),
    ("0302", "柳湾镇", "柳湾村", "三社", "388.2", "1251", "10", "15"),
)
VILLAGE_EXTRAS: Mapping[str, Row] = {
    "0201": {
        "tier_note": "人均耕地恰为1亩。县政府会议纪要（样例）2018年第4号认定：按第八条第（一）项执行；"
        "所选倍数在第（二）项下同样合法。",
    },
    "0202": {
        "land_share": "20",
        "resolution_number": "马莲滩村民会议决议（样例）2018-2",
        "resolution_date": "2018-04-12",
    },
}

# Output zones: village, zone, values of 2015 to 2017; a single value is a published average.
OUTPUTS = (
    ("0101", "川水地", ("1480", "1526", "1553.5")),
    ("0101", "山旱地", ("1012", "1043", "1068")),
    ("0102", "川水地", ("1480", "1526", "1553.5")),
    ("0201", "梯田", ("1105", "1140", "1176")),
    ("0202", "全村", ("1236.67",)),
    ("0301", "川水地", ("1388", "1420", "1455.4")),
    ("0302", "菜田", ("1702", "1755", "1798")),
)
ZONE_OF_CLASS = {"旱地": "山旱地", "弃耕地": "山旱地", "荒地": "山旱地"}
CULTIVATED = ("水浇地", "旱地", "菜地")
CLASS_OF_VILLAGE = {
    "0101": "水浇地",
    "0102": "水浇地",
    "0201": "旱地",
    "0202": "旱地",
    "0301": "水浇地",
    "0302": "菜地",
}

HEADS = {
    "0101": ("王建军", "王建军", "李䶮", "张玉兰", "赵㛃", "陈德福", "马存良", "杨秀英", "刘国栋"),
    "0102": ("周𬭎", "魏永贵", "何彩霞", "孙有财", "高㑇", "郭淑珍", "雷堃", "何喆"),
    "0201": ("叶尔兰·哈力木", "冯满仓", "秦𠅤", "邓桂花", "蒲生礼", "史镕", "滕岁岁", "白玉成"),
    "0202": ("马尔沙", "马哈三", "妥玉梅", "韩进忠", "祁存花", "罗頔", "丁维孝", "安吉桑"),
    "0301": ("阿依古丽·买买提", "曹金莲", "石垚", "康福全", "蔺菊香", "汪海", "南世杰", "景翠萍"),
    "0302": ("胡文斌", "吕凤琴", "薛𬱖", "苟来福", "田秀兰", "段永强", "侯𫖯", "贾桂芳"),
}
UNITS = (
    ("D01", "0101", "禾川县供电公司（样例）", "线路杆塔产权单位"),
    ("D02", "0302", "禾川县国营苗圃（样例）", "国有土地使用单位"),
)

PLACES = ("大路下", "渠沿上", "庙台子", "西坪", "老磨湾", "柳树底", "场边", "井沟", "崖头", "滩里")
CROPS = (("小麦", "亩"), ("玉米", "亩"), ("马铃薯", "亩"), ("苜蓿", "亩"))
PRICE_DOCUMENT = "禾川县地上附着物和青苗补偿标准（样例）2017年第1号"
PRICES = (
    ("青苗", "小麦", "", "亩", "820"),
    ("青苗", "玉米", "", "亩", "980"),
    ("青苗", "马铃薯", "", "亩", "1100"),
    ("青苗", "苜蓿", "多年生", "亩", "640"),
    ("青苗", "大棚蔬菜", "", "亩", "4200"),
    ("地上附着物", "苹果树", "盛果期", "株", "260"),
    ("地上附着物", "杏树", "初果期", "株", "95"),
    ("地上附着物", "杨树", "胸径10-20厘米", "株", "45"),
    ("地上附着物", "机井", "深60米以内", "眼", "6800"),
    ("地上附着物", "土围墙", "", "米", "38.5"),
    ("地上附着物", "砖木房", "", "平方米", "620"),
    ("地上附着物", "衬砌渠道", "U型60", "米", "72"),
    ("地上附着物", "坟墓", "单穴", "座", "1500"),
    ("地上附着物", "输电线杆", "10千伏水泥杆", "基", "3200"),
)
OBJECTIONS = {
    "0101-02": ("与同名户为两户，请核对登记面积", "已与同名户分别复测，面积无误，本人签字认可"),
    "0202-05": ("少登记杏树三株", "现场复核属实，已补登"),
}


def person_number(serial: int, born: str) -> str:
    """Return an ID number of the unassigned region with a right check digit (GB 11643)."""
    digits = f"{REGION}{born}{serial:03d}"
    weights = [2**power % 11 for power in range(17, 0, -1)]
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def credit_code(serial: int) -> str:
    """Return a unified social credit code of the unassigned region with right check characters (GB 32100)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"0000{serial:04d}"
    rest = (
        11
        - sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    )
    code = f"91{REGION}{body}" + "0123456789X0"[rest]
    total = sum(letters.index(letter) * pow(3, place, 31) for place, letter in enumerate(code))
    return code + letters[-total % 31]


def villages(parcels: Iterable[Row]) -> list[Row]:
    """Return the accounting units; their survey report agrees with the parcels but for one village."""
    rows = []
    for village_id, township, village, group, area, people, land, resettlement in VILLAGES:
        own = [parcel for parcel in parcels if parcel["village_id"] == village_id]
        surveyed = sum(map(mu, own), Decimal(0))
        cultivated = sum((mu(parcel) for parcel in own if parcel["land_class"] in CULTIVATED), Decimal(0))
        if village_id == "0301":
            surveyed += Decimal(
                "0.42"
            )  # what a survey report and a register differ by when a parcel is forgotten
        collective = f"{village}{group}集体经济组织（样例）"
        rows.append(
            {
                **SOURCES,
                **VILLAGE_EXTRAS.get(village_id, {}),
                "village_id": village_id,
                "township": township,
                "village": village,
                "group": group,
                "land_owner": collective,
                "cultivated_area": area,
                "population": people,
                "land_multiple": land,
                "resettlement_multiple": resettlement,
                "multiple_basis": "县政府常务会议纪要（样例）2018年第6号",
                "survey_area": str(surveyed),
                "survey_cultivated": str(cultivated),
                "payee": collective,
                "bank": "禾川农商银行（样例）",
                "account": f"9900001000000{village_id}00",
            }
        )
    return rows


def mu(parcel: Row) -> Decimal:
    """Return a parcel's area in mu (1 m² = 0.0015 mu)."""
    if "square_metres" in parcel:
        return Decimal(parcel["square_metres"]) * Decimal("0.0015")
    return Decimal(parcel["area"])


def outputs() -> list[Row]:
    """Return the output values, each with its source."""
    rows = []
    for village_id, zone, values in OUTPUTS:
        years = ("平均",) if len(values) == 1 else ("2015", "2016", "2017")
        for year, value in zip(years, values, strict=True):
            source = "统计公报（样例）" + ("2018-3" if year == "平均" else year)
            rows.append(
                {"village_id": village_id, "zone": zone, "year": year, "value": value, "source": source}
            )
    return rows


def households() -> list[Row]:
    """Return the households, and the organisations behind them."""
    rows: list[Row] = []
    for village_id, heads in HEADS.items():
        for number, head in enumerate(heads, 1):
            household_id = f"{village_id}-{number:02d}"
            objection, outcome = OBJECTIONS.get(household_id, ("", ""))
            serial = len(rows) + 1
            row = {
                "household_id": household_id,
                "village_id": village_id,
                "head": head,
                "identity_number": person_number(
                    serial, f"19{50 + serial % 45}{serial % 12 + 1:02d}{serial % 27 + 1:02d}"
                ),
                "members": str(2 + serial % 5),
                "phone": f"100000{serial:05d}",
                "account_name": head,
                "bank": "禾川农商银行（样例）",
                "account": f"990000200000000{serial:04d}",
                "objection": objection,
                "outcome": outcome,
            }
            if serial % 11 == 4:
                row |= {
                    "account_name": head[0] + "小平",
                    "relation": "子",
                    "recipient_identity": person_number(500 + serial, "19880512"),
                }
            rows.append(row)
    rows += [
        {
            "household_id": household_id,
            "village_id": village_id,
            "head": name,
            "holder_type": "单位",
            "identity_number": credit_code(number),
            "account_name": name,
            "bank": "禾川农商银行（样例）",
            "account": f"99000030000000000{number:02d}",
        }
        for number, (household_id, village_id, name, _) in enumerate(UNITS, 1)
    ]
    rows.append(
        {
            "household_id": "Q01",
            "village_id": "0201",
            "head": "冯岁月",
            "holder_type": "其他个人",
            "identity_number": person_number(900, "19620203"),
            "account_name": "冯岁月",
            "bank": "禾川农商银行（样例）",
            "account": "9900004000000000001",
        }
    )
    return rows


def parcels() -> list[Row]:
    """Return the parcels: two or three a household, then what is special."""
    rows: list[Row] = []

    def add(village_id: str, household_id: str, land_class: str, **fields: str) -> None:
        number = len(rows) + 1
        zones = [zone for village, zone, _ in OUTPUTS if village == village_id]
        zone = ZONE_OF_CLASS.get(land_class, zones[0]) if len(zones) > 1 else zones[0]
        priced = "land_price" in fields
        east, west, north = ("路渠埂沟"[number % 4], "埂路沟渠"[number % 4], "渠埂路沟"[number % 4])
        rows.append(
            {
                "parcel_id": f"{village_id}-{number:03d}",
                "village_id": village_id,
                "household_id": household_id,
                "zone": "" if priced else zone,
                "land_class": land_class,
                "place": PLACES[number % len(PLACES)],
                "boundaries": f"东至{east}、西至{west}、南至邻地、北至{north}",
                **fields,
            }
        )

    for village_id, heads in HEADS.items():
        for number in range(1, len(heads) + 1):
            household_id = f"{village_id}-{number:02d}"
            for turn in range(2 + (number % 3 == 0)):
                area = Decimal(
                    3700 + 4391 * number + 2603 * turn + 77 * int(village_id)
                ) % 21000 / 10000 + Decimal("0.28")
                land_class = "旱地" if village_id == "0101" and turn == 1 else CLASS_OF_VILLAGE[village_id]
                fields = {
                    "area": str(area),
                    "contract_area": str(area),
                    "basic_farmland": "是" if turn else "否",
                }
                if number % 4 == 3 and turn == 0:
                    fields = {"square_metres": str(Decimal(20000 + 3110 * number + int(village_id)) / 100)}
                add(village_id, household_id, land_class, **fields)
    rows[7] = {
        **rows[7],
        "contract_area": str(mu(rows[7]) - Decimal("0.12")),
        "remark": "合同面积小于实测面积，以实测为准",
    }
    rows[12] = {**rows[12], "disputed": "是", "remark": "与邻户界线待指认"}

    add("0101", "0101-06", "弃耕地", area="0.86", class_basis="连续三年未耕种，村组证明（样例）及现场照片")
    add("0101", "", "荒地", area="3.25")
    add(
        "0102",
        "",
        "林地",
        area="2.1",
        land_price="6800",
        resettlement_price="2400",
        price_basis="县林地补偿标准（样例）2017-5",
    )
    add("0201", "", "荒地", square_metres="1560")
    add(
        "0202",
        "0202-03",
        "园地",
        area="1.3",
        land_price="11800",
        resettlement_price="7600",
        price_basis="县园地补偿标准（样例）2017-6",
    )
    add(
        "0301",
        "",
        "坑塘水面",
        area="0.95",
        land_price="7200",
        price_basis="县其他农用地补偿标准（样例）2017-7",
    )
    add(
        "0302",
        "",
        "集体建设用地",
        square_metres="980",
        land_price="15600",
        price_basis="县集体建设用地补偿标准（样例）2017-8",
    )
    add(
        "0302",
        "D02",
        "其他",
        area="1.75",
        ownership="国有",
        land_price="13200",
        price_basis="国有土地评估报告（样例）2018-11",
    )
    return rows


def items(parcel_rows: Iterable[Row]) -> list[Row]:
    """Return crops on every third parcel of a household, and attachments; prices stand in the list."""
    rows: list[Row] = []

    def add(
        village_id: str, household_id: str, named: tuple[str, str, str, str], quantity: str, **fields: str
    ) -> None:
        category, name, specification, unit = named
        rows.append(
            {
                "item_id": f"F{len(rows) + 1:03d}",
                "village_id": village_id,
                "household_id": household_id,
                "category": category,
                "name": name,
                "specification": specification,
                "unit": unit,
                "quantity": quantity,
                "registered_date": "2018-03-20",
                **fields,
            }
        )

    goods = {name: (category, name, specification, unit) for category, name, specification, unit, _ in PRICES}
    planted = {"小麦": "2017-09-25", "玉米": "2017-04-20", "马铃薯": "2017-04-28", "苜蓿": "2015-05-10"}
    for number, parcel in enumerate(parcel_rows):
        if number % 3 == 0 and parcel["household_id"] and parcel["land_class"] in CULTIVATED:
            name, _ = CROPS[number // 3 % len(CROPS)]
            add(
                parcel["village_id"],
                parcel["household_id"],
                goods[name],
                str(mu(parcel)),
                made_date=planted[name],
            )
    add("0101", "0101-01", goods["苹果树"], "26", made_date="2008-04-01")
    add("0101", "0101-04", goods["土围墙"], "42.6")
    add("0101", "0101-08", goods["砖木房"], "58.4", made_date="2011-06-01")
    add("0101", "D01", goods["输电线杆"], "4", made_date="2009-10-01")
    add(
        "0102",
        "0102-02",
        goods["机井"],
        "1",
        made_date="2013-08-01",
        disputed="是",
        remark="与二社合打，份额待确认",
    )
    add("0102", "", goods["衬砌渠道"], "310", made_date="2006-10-01")
    add("0102", "0102-06", goods["杨树"], "37")
    add("0201", "Q01", goods["坟墓"], "2", remark="户主为外乡居民")
    add("0201", "0201-07", goods["杨树"], "52")
    add("0202", "0202-05", goods["杏树"], "3", made_date="2014-04-01")
    add("0202", "0202-08", goods["杏树"], "18", made_date="2018-03-16", remark="征地告知后栽植，待核")
    add("0301", "", goods["衬砌渠道"], "128.5", made_date="2010-10-01")
    add("0301", "0301-02", goods["苹果树"], "64", made_date="2007-04-01")
    add("0302", "0302-03", goods["大棚蔬菜"], "0.9", made_date="2018-01-10")
    add(
        "0302",
        "0302-03",
        ("地上附着物", "日光温室", "跨度8米", "平方米"),
        "600",
        price="96.5",
        price_basis="评估报告（样例）2018-12",
        made_date="2015-09-01",
    )
    add("0302", "0302-05", goods["砖木房"], "36.75", made_date="2012-05-01")
    return rows


def prices() -> list[Row]:
    """Return the county's price list."""
    return [
        {
            "category": category,
            "name": name,
            "specification": specification,
            "unit": unit,
            "price": price,
            "document": PRICE_DOCUMENT,
            "effective_date": "2017-01-01",
        }
        for category, name, specification, unit, price in PRICES
    ]


NOTE = ExtraSheet(
    "样例说明",
    ["样例说明 · About this sample"],
    [
        [
            "本工作簿为虚构样例，非真实数据：地名、人名、证件号码、账号、电话、文号均为编造，仅供熟悉程序和测试使用。"
        ],
        ["证件号码和统一社会信用代码使用不存在的行政区划代码99，校验码正确。"],
        ["补偿标准为样例，实际工作中请换成本县公布的标准。"],
        ["This workbook is an invented sample: its places, people, numbers and documents are made up."],
    ],
)


def sample() -> Scenario:
    """Return the sample county, as if typed by an officer."""
    land = parcels()
    tables = {
        "project": [PROJECT],
        "villages": villages(land),
        "outputs": outputs(),
        "households": households(),
        "parcels": land,
        "items": items(land),
        "prices": prices(),
    }
    held = Scenario.empty(resource("policies", "gansu-infrastructure.toml").read_text("utf-8"))
    for name, rows in tables.items():
        spec = TABLES[name]
        cells = [[parse_cell(column, row.get(column.name, "")) for column in spec.columns] for row in rows]
        bare = without_rows(held[name], range(len(held[name])))
        first = 1 if spec.single else held.next_key
        keys = range(first, first + len(cells))
        held = held.with_tables(**{name: with_rows(bare, range(len(cells)), keys, cells)})
    return held


def main() -> None:
    """Write the sample county."""
    SAMPLE.parent.mkdir(exist_ok=True)
    write_atomically(SAMPLE, register_workbook(sample(), [NOTE], CREATED), replace=True)
    SAMPLE.chmod(0o644)
    print(SAMPLE.relative_to(ROOT))


if __name__ == "__main__":
    main()
