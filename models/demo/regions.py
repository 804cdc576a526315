"""Where the customers of the demo business live: how many, what they speak, how far it is."""

from random import Random
from typing import Final, NamedTuple

from models.demo import carriers as c
from models.demo.carriers import Carrier
from models.demo.doors import Door


class Tongue(NamedTuple):
    """Names of one language, and how it writes a house number."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    joins: str


class Place(NamedTuple):
    """A neighbourhood with its streets."""

    city: str
    district: str
    streets: tuple[str, ...]
    postcode: str


class Region(NamedTuple):
    """Where people live.

    Attributes:
        code: what it is called here.
        share: how many of a hundred customers live there.
        days: on the road, least and most.
        carriers: who goes there, by how often.
        phone: how numbers begin; seven digits follow, or eight.
    """

    code: str
    country: str
    province: str
    share: float
    tongue: Tongue
    days: tuple[float, float]
    carriers: tuple[tuple[Carrier, float], ...]
    phone: str
    places: tuple[Place, ...]

    def carrier(self, chance: Random) -> Carrier:
        """Return one that goes there."""
        names, weights = zip(*self.carriers, strict=True)
        return chance.choices(names, weights)[0]


ENGLISH: Final = Tongue(
    ("Reed", "Okafor", "Marsh", "Silva", "Novak", "Haas", "Dunn", "Ortiz", "Byrne", "Falk",
     "Tan", "Lim", "Patel", "Hughes", "Walsh", "Kaur", "Frost", "Moreau", "Bell", "Archer"),
    ("Alice", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Hugo", "Iris", "Jonas",
     "Kai", "Leila", "Marcus", "Nora", "Oliver", "Priya", "Rosa", "Simon", "Tess", "Zoe"),
    " ",
)  # fmt: skip
SIMPLIFIED: Final = Tongue(
    ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
     "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"),
    ("芳", "伟", "秀英", "娜", "敏", "静", "丽", "强", "晓明", "佳怡", "子轩", "雨桐",
     "欣怡", "浩然", "梓涵", "诗琪", "建国", "海燕", "思远", "雪梅", "志强", "文博"),
    "",
)  # fmt: skip
TRADITIONAL: Final = Tongue(
    ("陳", "林", "黃", "張", "李", "吳", "劉", "蔡", "楊", "許", "鄭", "謝", "郭", "洪"),
    ("雅婷", "志明", "淑芬", "家豪", "怡君", "俊傑", "美玲", "建宏", "佩珊", "嘉欣",
     "詠詩", "子謙", "思穎", "柏翰", "宜蓁", "冠宇", "曉彤", "偉倫"),
    "",
)  # fmt: skip

_CN: Final = ((c.SF, 0.45), (c.ZTO, 0.3), (c.JD, 0.25))
_FAR: Final = ((c.SF, 0.35), (c.ZTO, 0.45), (c.JD, 0.2))
_TW: Final = ((c.TCAT, 0.6), (c.HCT, 0.4))
_HK: Final = ((c.SF, 0.7), (c.HKPOST, 0.3))
S, T, E, P = SIMPLIFIED, TRADITIONAL, ENGLISH, Place
# fmt: off
REGIONS: Final = (
    Region("SHA", "CN", "上海市", 14, S, (0.6, 1.5), _CN, "138", (
        P("上海市", "静安区", ("南京西路", "愚园路"), "200040"),
        P("上海市", "浦东新区", ("世纪大道", "张杨路"), "200120"))),
    Region("SHE", "CN", "Shanghai", 3, E, (0.6, 1.5), _CN, "139", (
        P("Shanghai", "Xuhui", ("Wukang Road", "Hunan Road"), "200031"),)),
    Region("JS", "CN", "江苏省", 10, S, (0.8, 2), _CN, "137", (
        P("苏州市", "姑苏区", ("平江路", "十全街"), "215001"),
        P("南京市", "鼓楼区", ("中山北路", "湖南路"), "210009"))),
    Region("ZJ", "CN", "浙江省", 11, S, (0.8, 2), _CN, "135", (
        P("杭州市", "西湖区", ("文三路", "曙光路"), "310012"),
        P("宁波市", "海曙区", ("中山西路",), "315010"))),
    Region("GD", "CN", "广东省", 16, S, (0.8, 2.2), _CN, "136", (
        P("广州市", "天河区", ("体育西路", "天河路"), "510620"),
        P("深圳市", "南山区", ("科苑路", "海德三道"), "518057"))),
    Region("BJ", "CN", "北京市", 9, S, (1.2, 2.6), _CN, "186", (
        P("北京市", "朝阳区", ("建国路", "工体北路"), "100022"),
        P("北京市", "海淀区", ("中关村大街",), "100080"))),
    Region("SC", "CN", "四川省", 6, S, (1.8, 3.6), _FAR, "158", (
        P("成都市", "锦江区", ("春熙路", "红星路三段"), "610021"),)),
    Region("FJ", "CN", "福建省", 4, S, (1.2, 2.8), _FAR, "159", (
        P("厦门市", "思明区", ("环岛路", "中山路"), "361001"),)),
    Region("HB", "CN", "湖北省", 4, S, (1.4, 3), _FAR, "150", (
        P("武汉市", "武昌区", ("中北路", "楚河汉街"), "430071"),)),
    Region("HK", "HK", "香港", 8, T, (0.6, 1.6), _HK, "+852 9", (
        P("香港", "灣仔區", ("軒尼詩道", "莊士敦道"), ""),
        P("九龍", "油尖旺區", ("彌敦道", "廣東道"), ""))),
    Region("TPE", "TW", "臺北市", 6, T, (1.5, 3.2), _TW, "+886 9", (
        P("臺北市", "大安區", ("復興南路一段", "永康街"), "106"),
        P("臺北市", "信義區", ("松高路",), "110"))),
    Region("KHH", "TW", "高雄市", 3, T, (2, 3.8), _TW, "+886 9", (
        P("高雄市", "左營區", ("博愛二路", "明誠二路"), "813"),)),
    Region("SG", "SG", "", 4, E, (2.5, 5), ((c.DHL, 0.6), (c.SINGPOST, 0.4)), "+65 8", (
        P("Singapore", "", ("Tiong Bahru Road", "Joo Chiat Road", "Serangoon Road"), "168732"),)),
    Region("GB", "GB", "", 2, E, (4, 9), ((c.DHL, 0.5), (c.ROYAL_MAIL, 0.5)), "+44 77", (
        P("Bristol", "", ("Cotham Hill", "Park Street"), "BS6 6JY"),
        P("Leeds", "", ("Otley Road",), "LS6 3PX"))),
)
# fmt: on
NEAR: Final = tuple(region for region in REGIONS if region.code in ("SHA", "SHE"))
"""Where people live who come to the counter."""


def choose_region(door: Door, chance: Random) -> Region:
    """Return where somebody lives who buys by a channel."""
    found = NEAR if door is Door.COUNTER else REGIONS
    return chance.choices(found, [region.share for region in found])[0]
