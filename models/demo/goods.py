"""What the demo business sells, and where it lies."""

from enum import StrEnum
from typing import Any, Final, NamedTuple

from models.catalog.tables import Supply
from models.demo.pictures import picture

GOODS_TAX_BP: Final = 1300
FOOD_TAX_BP: Final = 900
SERVICE_TAX_BP: Final = 600


class Group(StrEnum):
    """How plentiful a thing is.

    Common goods lie in every warehouse. Those of one warehouse make orders split. Late ones
    come only after somebody waits for them, and awaited ones have not come yet.
    """

    COMMON = "common"
    NORTH = "north"
    SOUTH = "south"
    LATE = "late"
    AWAITED = "awaited"
    MADE = "made"
    SERVICE = "service"
    UNLISTED = "unlisted"


class Thing(NamedTuple):
    """A row of the catalogue; the price is in minor units of CNY, tax included."""

    sku: str
    name: str
    chinese: str
    price: int
    group: Group
    weight_g: int = 400
    tax_bp: int = GOODS_TAX_BP


class Site(NamedTuple):
    """A warehouse, and what it serves first."""

    code: str
    name: str
    covers: tuple[str, ...]
    priority: int
    zone: str = "Asia/Shanghai"


C, N, S, G = Group.COMMON, Group.NORTH, Group.SOUTH, Group
SITES: Final = (
    Site("SHA", "Shanghai Qingpu", ("上海市", "江苏省", "浙江省", "北京市", "Shanghai"), 4),
    Site("CAN", "Guangzhou Baiyun", ("广东省", "福建省", "四川省", "湖北省"), 5),
    Site("HKG", "Hong Kong Tsuen Wan", ("HK", "TW", "SG", "GB"), 6, "Asia/Hong_Kong"),
)
HOMES: Final[dict[Group, tuple[str, ...]]] = {
    G.COMMON: ("SHA", "CAN", "HKG"), G.NORTH: ("SHA",), G.SOUTH: ("CAN",), G.LATE: ("SHA",),
    G.AWAITED: ("SHA",), G.MADE: ("SHA",), G.UNLISTED: ("HKG",), G.SERVICE: (),
}  # fmt: skip
THINGS: Final = (
    Thing("MUG-300-WH", "Stoneware mug 300 ml, white", "粗陶马克杯 300ml 白", 5900, C, 380),
    Thing("MUG-300-BL", "Stoneware mug 300 ml, blue", "粗陶马克杯 300ml 蓝", 5900, C, 380),
    Thing("MUG-450-GR", "Stoneware mug 450 ml, grey", "粗陶马克杯 450ml 灰", 6900, C, 460),
    Thing("CUP-ESP-2", "Espresso cups, pair", "意式浓缩杯 两只", 7800, C, 320),
    Thing("BOWL-15", "Rice bowl 15 cm", "饭碗 15cm", 3900, C, 300),
    Thing("BOWL-22", "Noodle bowl 22 cm", "面碗 22cm", 6500, C, 620),
    Thing("PLATE-20", "Dinner plate 20 cm", "餐盘 20cm", 4900, C, 480),
    Thing("PLATE-27", "Dinner plate 27 cm", "餐盘 27cm", 7200, C, 760),
    Thing("TEAPOT-600", "Cast-iron teapot 600 ml", "铸铁茶壶 600ml", 32800, C, 1900),
    Thing("GAIWAN-150", "Porcelain gaiwan 150 ml", "白瓷盖碗 150ml", 12800, C, 240),
    Thing("TEA-LJ-100", "Longjing green tea 100 g", "龙井茶 100g", 16800, C, 130, FOOD_TAX_BP),
    Thing("TEA-TGY-100", "Tieguanyin oolong 100 g", "铁观音 100g", 12800, C, 130, FOOD_TAX_BP),
    Thing("TEA-PU-357", "Pu-erh tea cake 357 g", "普洱茶饼 357g", 26800, C, 400, FOOD_TAX_BP),
    Thing("TEA-JAS-80", "Jasmine tea 80 g", "茉莉花茶 80g", 6800, C, 110, FOOD_TAX_BP),
    Thing("COFFEE-250", "Yunnan coffee beans 250 g", "云南咖啡豆 250g", 7800, C, 280, FOOD_TAX_BP),
    Thing("HONEY-500", "Wild honey 500 g", "野生蜂蜜 500g", 8800, C, 820, FOOD_TAX_BP),
    Thing("CANDLE-PINE", "Scented candle, pine", "香薰蜡烛 松木", 9800, C, 350),
    Thing("CANDLE-FIG", "Scented candle, fig", "香薰蜡烛 无花果", 9800, C, 350),
    Thing("INCENSE-40", "Sandalwood incense, 40 sticks", "檀香 40支", 5800, C, 90),
    Thing("TOWEL-HAND", "Linen hand towel", "亚麻毛巾", 4500, C, 120),
    Thing("TOWEL-BATH", "Cotton bath towel", "纯棉浴巾", 12900, C, 520),
    Thing("APRON-LIN", "Linen apron", "亚麻围裙", 13800, C, 280),
    Thing("SCARF-WOOL", "Wool scarf, charcoal", "羊毛围巾 炭灰", 26800, C, 230),
    Thing("SCARF-SILK", "Silk scarf, plum", "真丝方巾 梅子", 36800, C, 90),
    Thing("TOTE-CANVAS", "Canvas tote bag", "帆布托特包", 8900, C, 260),
    Thing("NOTE-A5", "Notebook A5, dotted", "点阵笔记本 A5", 4200, C, 240),
    Thing("NOTE-A6", "Notebook A6, plain", "空白笔记本 A6", 2900, C, 130),
    Thing("PEN-BRASS", "Brass fountain pen", "黄铜钢笔", 19800, C, 60),
    Thing("INK-30", "Fountain pen ink 30 ml", "钢笔墨水 30ml", 6800, C, 120),
    Thing("BRUSH-SET", "Calligraphy brush set", "毛笔套装", 11800, C, 180),
    Thing("CHOP-5", "Chopsticks, five pairs", "筷子 五双", 4800, C, 160),
    Thing("CHOP-REST", "Chopstick rests, set of four", "筷架 四只", 3600, C, 140),
    Thing("TRAY-BAM", "Bamboo tea tray", "竹制茶盘", 15800, N, 1500),
    Thing("LAMP-DESK", "Paper desk lamp", "纸艺台灯", 29800, N, 1300),
    Thing("LAMP-FLOOR", "Paper floor lamp", "纸艺落地灯", 59800, N, 3800),
    Thing("STOOL-OAK", "Oak stool", "橡木凳", 46800, N, 4200),
    Thing("SHELF-WALL", "Wall shelf, oak", "橡木壁架", 32800, N, 2600),
    Thing("RUG-120", "Cotton rug, large", "棉织地毯 大", 25800, N, 1700),
    Thing("BLANKET-W", "Wool blanket", "羊毛毯", 68800, N, 1800),
    Thing("CUSHION-45", "Linen cushion 45 cm", "亚麻抱枕 45cm", 15800, N, 700),
    Thing("KNIFE-CHEF", "Chef's knife 20 cm", "主厨刀 20cm", 36800, S, 320),
    Thing("KNIFE-PAR", "Paring knife 9 cm", "水果刀 9cm", 12800, S, 120),
    Thing("BOARD-CAM", "Camphor cutting board", "樟木砧板", 16800, S, 1400),
    Thing("WOK-32", "Iron wok 32 cm", "铁锅 32cm", 29800, S, 1900),
    Thing("STEAMER-24", "Bamboo steamer 24 cm", "竹蒸笼 24cm", 9800, S, 700),
    Thing("POT-CLAY", "Clay pot 2 l", "砂锅 2L", 18800, S, 2400),
    Thing("UMBRELLA", "Folding umbrella", "折叠伞", 13800, S, 420),
    Thing("FAN-HAND", "Sandalwood hand fan", "檀香扇", 8800, S, 60),
    Thing("VASE-CEL", "Celadon vase 18 cm", "青瓷花瓶 18cm", 21800, G.LATE, 900),
    Thing("TEASET-TR", "Travel tea set", "旅行茶具", 23800, G.LATE, 800),
    Thing("CLOCK-WALL", "Walnut wall clock", "胡桃木挂钟", 39800, G.LATE, 900),
    Thing("KETTLE-ELE", "Gooseneck kettle", "手冲壶", 42800, G.LATE, 1500),
    Thing("MUG-YEAR", "Year of the Goat mug", "羊年纪念杯", 8800, G.AWAITED, 400),
    Thing("CALENDAR", "Lunar calendar, next year", "来年农历日历", 6800, G.AWAITED, 500),
    Thing("LANTERN-S", "Silk lantern, small", "丝绸灯笼 小", 12800, G.AWAITED, 350),
    Thing("GIFTBOX-NY", "New Year gift box", "新春礼盒", 35800, G.AWAITED, 1600),
    Thing("NAME-SEAL", "Name seal, carved to order", "定制姓名印章", 28800, G.MADE, 200),
    Thing("SIGN-OAK", "House sign, carved to order", "定制门牌", 45800, G.MADE, 1200),
    Thing("MUG-OLD", "Stoneware mug, first series", "粗陶马克杯 初代", 4900, G.UNLISTED, 380),
    Thing("WRAP", "Gift wrap", "礼品包装", 1500, G.SERVICE, 0, SERVICE_TAX_BP),
    Thing("ENGRAVE", "Engraving", "刻字服务", 5000, G.SERVICE, 0, SERVICE_TAX_BP),
    Thing("ASSEMBLE", "Assembly at home", "上门安装", 12000, G.SERVICE, 0, SERVICE_TAX_BP),
)
PLENTIFUL: Final = frozenset({Group.COMMON, Group.NORTH, Group.SOUTH})
"""Groups that are always on the shelf."""
_SUPPLY: Final = {Group.MADE: Supply.MAKE, Group.SERVICE: Supply.SERVICE}


def of(group: Group) -> list[Thing]:
    """Return the things of a group."""
    return [thing for thing in THINGS if thing.group is group]


def facts(place: int, thing: Thing) -> dict[str, Any]:
    """Return a thing as the catalogue takes it; `place` is its row, for a bar code of its own."""
    is_stocked = thing.group not in (Group.SERVICE, Group.MADE)
    return {
        "sku": thing.sku,
        "name": thing.name,
        "barcode": f"69{place:010d}" if is_stocked else None,
        "spec": {"zh-Hans": thing.chinese, "picture": picture(thing.sku)},
        "currency": "CNY",
        "price_minor": thing.price,
        "cost_minor": thing.price * 2 // 5,
        "tax_rate_bp": thing.tax_bp,
        "weight_g": thing.weight_g,
        "listed": thing.group is not Group.UNLISTED,
        "supply": _SUPPLY.get(thing.group, Supply.STOCK),
        "safety_stock": 4 if is_stocked else 0,
        "reorder_point": 10 if is_stocked else 0,
        "reorder_qty": 40 if is_stocked else 0,
        "make_days": 5 if thing.group is Group.MADE else 0,
    }
