"""Pictures of what the demo business sells: drawn from the kind of thing and its colours.

A picture is a tile of its own, so that it looks the same on light and dark pages. A shape is
written with three colours: `{a}` for most of it, `{b}` for what is darker, `{c}` for what is light.
"""

from typing import Final, NamedTuple

WHITE: Final = "#f7f4ee"
INK: Final = "#3f4650"
BLUE: Final = "#5b86b0"
GREY: Final = "#8d949b"
CLAY: Final = "#b7794f"
IRON: Final = "#4a4f55"
GREEN: Final = "#6f9268"
JADE: Final = "#8fb8a3"
GOLD: Final = "#d3a550"
OAK: Final = "#c79a63"
BAMBOO: Final = "#cbb673"
RED: Final = "#bf5148"
PLUM: Final = "#7c4a68"
LINEN: Final = "#d8c8ac"
STEEL: Final = "#b4bdc6"
BRASS: Final = "#c39b3f"
WALNUT: Final = "#7a5238"
TERRA: Final = "#b98a5e"
TEA: Final = "#a86f35"

# fmt: off
SHAPES: Final = {
    "mug": '<path d="M66 40h7a10 10 0 0 1 0 22h-8" fill="none" stroke="{b}" stroke-width="6"/>'
           '<path d="M26 32h42v34a10 10 0 0 1-10 10H36a10 10 0 0 1-10-10z" fill="{a}"/>'
           '<ellipse cx="47" cy="32" rx="21" ry="5" fill="{b}"/>',
    "cups": '<path d="M18 44h26v14a11 11 0 0 1-11 12h-4a11 11 0 0 1-11-12z" fill="{a}"/>'
            '<path d="M52 44h26v14a11 11 0 0 1-11 12h-4a11 11 0 0 1-11-12z" fill="{b}"/>'
            '<ellipse cx="31" cy="44" rx="13" ry="4" fill="{c}"/>'
            '<ellipse cx="65" cy="44" rx="13" ry="4" fill="{c}"/>',
    "bowl": '<path d="M18 42h60c0 20-12 32-24 32H42c-12 0-24-12-24-32z" fill="{a}"/>'
            '<ellipse cx="48" cy="42" rx="30" ry="8" fill="{b}"/>'
            '<ellipse cx="48" cy="43" rx="24" ry="5" fill="{c}"/>',
    "plate": '<ellipse cx="48" cy="52" rx="34" ry="22" fill="{b}"/>'
             '<ellipse cx="48" cy="50" rx="34" ry="22" fill="{a}"/>'
             '<ellipse cx="48" cy="51" rx="22" ry="13" fill="none" stroke="{b}" stroke-width="2"/>',
    "teapot": '<path d="M30 34c0-22 36-22 36 0" fill="none" stroke="{b}" stroke-width="4"/>'
              '<path d="M68 54l14-13 3 4-14 18z" fill="{b}"/>'
              '<path d="M22 54c0-16 12-20 26-20s26 4 26 20-8 20-26 20-26-4-26-20z" fill="{a}"/>'
              '<circle cx="48" cy="31" r="4" fill="{b}"/>'
              '<path d="M34 38h28" stroke="{c}" stroke-width="2" opacity=".6"/>',
    "tin": '<rect x="30" y="26" width="36" height="50" rx="5" fill="{a}"/>'
           '<rect x="28" y="22" width="40" height="12" rx="4" fill="{b}"/>'
           '<rect x="36" y="44" width="24" height="20" rx="2" fill="{c}"/>'
           '<path d="M48 48c-7 4-7 9 0 13 7-4 7-9 0-13z" fill="{b}"/>',
    "cake": '<circle cx="48" cy="50" r="27" fill="{a}"/>'
            '<circle cx="48" cy="50" r="19" fill="{c}"/><circle cx="48" cy="50" r="8" fill="{b}"/>',
    "jar": '<path d="M30 38h36v32a7 7 0 0 1-7 7H37a7 7 0 0 1-7-7z" fill="{a}"/>'
           '<rect x="32" y="24" width="32" height="12" rx="3" fill="{b}"/>'
           '<rect x="36" y="48" width="24" height="16" rx="3" fill="{c}"/>',
    "candle": '<path d="M48 16c6 8 6 14 0 16-6-2-6-8 0-16z" fill="#e9a23b"/>'
              '<path d="M48 30v8" stroke="{b}" stroke-width="2"/>'
              '<rect x="30" y="38" width="36" height="38" rx="6" fill="{a}"/>'
              '<rect x="36" y="50" width="24" height="14" rx="2" fill="{c}"/>',
    "sticks": '<path d="M40 22l-8 42M46 20l-3 44M52 20l3 44M58 22l8 42" stroke="{b}" '
              'stroke-width="2.5"/><rect x="26" y="62" width="44" height="12" rx="6" fill="{a}"/>',
    "towel": '<rect x="22" y="34" width="52" height="40" rx="6" fill="{a}"/>'
             '<rect x="22" y="30" width="52" height="14" rx="7" fill="{b}"/>'
             '<path d="M22 60h52M22 66h52" stroke="{c}" stroke-width="3"/>',
    "apron": '<path d="M38 22h20l4 20h10v36H24V42h10z" fill="{a}"/>'
             '<path d="M38 22c2-8 18-8 20 0" fill="none" stroke="{b}" stroke-width="3"/>'
             '<rect x="36" y="54" width="24" height="14" rx="2" fill="{b}"/>',
    "scarf": '<path d="M24 30c14 10 34 10 48 0l4 12c-16 11-40 11-56 0z" fill="{a}"/>'
             '<path d="M52 44h16v34H52z" fill="{b}"/>'
             '<path d="M54 70h12M54 64h12" stroke="{c}" stroke-width="2"/>',
    "bag": '<path d="M36 40c0-24 24-24 24 0" fill="none" stroke="{b}" stroke-width="4"/>'
           '<path d="M24 38h48l4 40H20z" fill="{a}"/><path d="M38 56h20" stroke="{b}" '
           'stroke-width="3"/>',
    "book": '<rect x="28" y="20" width="42" height="56" rx="4" fill="{a}"/>'
            '<path d="M36 20v56" stroke="{b}" stroke-width="3"/>'
            '<rect x="43" y="32" width="20" height="9" rx="2" fill="{c}"/>',
    "pen": '<path d="M66 18l10 10-36 36-14 6 6-14z" fill="{a}"/>'
           '<path d="M32 56l8 8-14 6z" fill="{c}"/><path d="M58 26l10 10" stroke="{b}" '
           'stroke-width="4"/>',
    "bottle": '<rect x="40" y="20" width="16" height="14" rx="3" fill="{b}"/>'
              '<path d="M34 36h28a6 6 0 0 1 6 6v28a6 6 0 0 1-6 6H34a6 6 0 0 1-6-6V42a6 6 0 0 1 '
              '6-6z" fill="{a}"/><rect x="34" y="48" width="28" height="16" rx="2" fill="{c}"/>',
    "brush": '<path d="M34 18v34M48 16v36M62 18v34" stroke="{a}" stroke-width="5"/>'
             '<path d="M30 52h8l-4 24zM44 52h8l-4 26zM58 52h8l-4 24z" fill="{b}"/>',
    "chopsticks": '<path d="M30 20l12 58M44 18l4 60" stroke="{a}" stroke-width="5" '
                  'stroke-linecap="round"/><path d="M66 18l-8 60" stroke="{b}" stroke-width="5" '
                  'stroke-linecap="round"/>',
    "rests": '<g fill="{a}"><rect x="20" y="34" width="24" height="10" rx="5"/><rect x="52" y="34" '
             'width="24" height="10" rx="5"/></g><g fill="{b}"><rect x="20" y="54" width="24" '
             'height="10" rx="5"/><rect x="52" y="54" width="24" height="10" rx="5"/></g>',
    "tray": '<path d="M14 46h68l-8 20H22z" fill="{b}"/><path d="M14 46h68l-5-8H19z" fill="{a}"/>'
            '<path d="M28 42h40" stroke="{c}" stroke-width="2"/>',
    "lamp": '<path d="M34 20h28l10 28H24z" fill="{a}"/><path d="M48 48v26" stroke="{b}" '
            'stroke-width="4"/><rect x="34" y="72" width="28" height="6" rx="3" fill="{b}"/>'
            '<path d="M40 22l-5 24M56 22l5 24" stroke="{b}" stroke-width="1.5" opacity=".5"/>',
    "standing": '<path d="M38 14h20l6 16H32z" fill="{a}"/><path d="M48 30v46" stroke="{b}" '
                'stroke-width="3"/><rect x="36" y="74" width="24" height="5" rx="2" fill="{b}"/>',
    "stool": '<path d="M34 40l-6 38M62 40l6 38M48 40v34" stroke="{b}" stroke-width="5"/>'
             '<rect x="24" y="30" width="48" height="11" rx="5" fill="{a}"/>',
    "shelf": '<rect x="18" y="54" width="60" height="8" rx="2" fill="{a}"/>'
             '<path d="M28 62v12l10-12M68 62v12L58 62" fill="{b}"/><rect x="28" y="34" width="8" '
             'height="20" fill="{b}"/><rect x="38" y="30" width="8" height="24" fill="{c}"/>'
             '<circle cx="62" cy="46" r="8" fill="{b}"/>',
    "rug": '<rect x="18" y="28" width="60" height="44" rx="3" fill="{a}"/>'
           '<rect x="25" y="35" width="46" height="30" fill="none" stroke="{c}" stroke-width="3"/>'
           '<path d="M48 40l10 10-10 10-10-10z" fill="{b}"/>',
    "blanket": '<path d="M20 36c8-8 48-8 56 0v34c-8 8-48 8-56 0z" fill="{a}"/>'
               '<path d="M20 46c18 8 38 8 56 0M20 58c18 8 38 8 56 0" fill="none" stroke="{b}" '
               'stroke-width="4"/>',
    "cushion": '<path d="M24 28c14 4 34 4 48 0 4 14 4 30 0 44-14-4-34-4-48 0-4-14-4-30 0-44z" '
               'fill="{a}"/><path d="M34 38l28 24M62 38L34 62" stroke="{b}" stroke-width="2"/>',
    "knife": '<path d="M18 44c20-10 38-10 44-8v14z" fill="{a}"/><rect x="60" y="36" width="22" '
             'height="12" rx="4" fill="{b}"/><path d="M66 42h10" stroke="{c}" stroke-width="2"/>',
    "paring": '<path d="M30 46c14-8 24-8 30-6v12z" fill="{a}"/><rect x="58" y="38" width="20" '
              'height="11" rx="4" fill="{b}"/><path d="M63 43h9" stroke="{c}" stroke-width="2"/>',
    "board": '<rect x="20" y="32" width="56" height="40" rx="8" fill="{a}"/>'
             '<circle cx="66" cy="42" r="4" fill="{c}"/><path d="M28 48h28M28 58h36" stroke="{b}" '
             'stroke-width="2"/>',
    "wok": '<path d="M68 42l18-10" stroke="{b}" stroke-width="6" stroke-linecap="round"/>'
           '<path d="M14 42h58c0 18-12 28-29 28S14 60 14 42z" fill="{a}"/>'
           '<ellipse cx="43" cy="42" rx="29" ry="7" fill="{b}"/>',
    "steamer": '<rect x="20" y="54" width="56" height="18" rx="4" fill="{a}"/>'
               '<rect x="20" y="36" width="56" height="16" rx="4" fill="{b}"/>'
               '<path d="M20 36c4-12 52-12 56 0z" fill="{a}"/><circle cx="48" cy="25" r="4" '
               'fill="{b}"/>',
    "pot": '<path d="M20 46h56v16a14 14 0 0 1-14 14H34a14 14 0 0 1-14-14z" fill="{a}"/>'
           '<path d="M18 44c6-14 54-14 60 0z" fill="{b}"/><circle cx="48" cy="29" r="4" '
           'fill="{b}"/><path d="M14 52h8M74 52h8" stroke="{b}" stroke-width="5"/>',
    "umbrella": '<path d="M14 50a34 30 0 0 1 68 0c-8-6-15-6-22 0-8-6-16-6-24 0-7-6-14-6-22 0z" '
                'fill="{a}"/><path d="M48 46v24a7 7 0 0 1-14 0" fill="none" stroke="{b}" '
                'stroke-width="4"/>',
    "fan": '<path d="M48 72L14 40a50 50 0 0 1 68 0z" fill="{a}"/>'
           '<path d="M48 72L26 32M48 72V26M48 72l22-40" stroke="{b}" stroke-width="2"/>'
           '<circle cx="48" cy="71" r="4" fill="{b}"/>',
    "vase": '<path d="M40 20h16l-2 14c14 8 16 18 12 30-2 8-6 12-18 12s-16-4-18-12c-4-12-2-22 '
            '12-30z" fill="{a}"/><path d="M33 54c10 4 20 4 30 0" fill="none" stroke="{b}" '
            'stroke-width="2"/><ellipse cx="48" cy="20" rx="8" ry="3" fill="{b}"/>',
    "clock": '<circle cx="48" cy="48" r="30" fill="{a}"/><circle cx="48" cy="48" r="23" '
             'fill="{c}"/><path d="M48 32v17l11 7" fill="none" stroke="{b}" stroke-width="4" '
             'stroke-linecap="round"/>',
    "kettle": '<path d="M62 58l22-24" stroke="{b}" stroke-width="5" fill="none"/>'
              '<path d="M30 42h32l6 34H24z" fill="{a}"/><path d="M28 44c-16 2-14 24-2 24" '
              'fill="none" stroke="{b}" stroke-width="5"/><rect x="32" y="34" width="28" '
              'height="8" rx="3" fill="{b}"/>',
    "calendar": '<rect x="24" y="26" width="48" height="50" rx="5" fill="{c}"/>'
                '<path d="M24 31a5 5 0 0 1 5-5h38a5 5 0 0 1 5 5v11H24z" fill="{a}"/>'
                '<path d="M34 54h6M45 54h6M56 54h6M34 64h6M45 64h6" stroke="{b}" '
                'stroke-width="5"/>',
    "lantern": '<path d="M48 14v10M48 70v12" stroke="{b}" stroke-width="3"/>'
               '<ellipse cx="48" cy="48" rx="28" ry="22" fill="{a}"/>'
               '<path d="M48 26v44M34 29c-8 12-8 26 0 38M62 29c8 12 8 26 0 38" fill="none" '
               'stroke="{b}" stroke-width="2"/><path d="M38 26h20M38 70h20" stroke="{c}" '
               'stroke-width="5"/>',
    "gift": '<rect x="22" y="42" width="52" height="34" rx="3" fill="{a}"/>'
            '<rect x="18" y="32" width="60" height="13" rx="3" fill="{b}"/>'
            '<path d="M48 32v44" stroke="{c}" stroke-width="6"/><path d="M48 32c-18-20-24 0 0 0 '
            '24 0 18-20 0 0z" fill="{c}"/>',
    "seal": '<rect x="36" y="18" width="24" height="36" rx="5" fill="{a}"/>'
            '<rect x="32" y="54" width="32" height="10" fill="{b}"/>'
            '<rect x="34" y="68" width="28" height="9" fill="#bf5148"/>',
    "sign": '<path d="M30 20v14M66 20v14" stroke="{b}" stroke-width="3"/>'
            '<rect x="16" y="34" width="64" height="32" rx="5" fill="{a}"/>'
            '<path d="M28 46h40M28 55h26" stroke="{b}" stroke-width="4"/>',
    "tools": '<path d="M28 70l28-28" stroke="{a}" stroke-width="9" stroke-linecap="round"/>'
             '<path d="M56 24l16 16-8 8-16-16z" fill="{b}"/>',
    "needle": '<path d="M24 60c10-24 20 12 30-10s14-6 18-20" fill="none" stroke="{a}" '
              'stroke-width="5" stroke-linecap="round"/><path d="M24 72h48" stroke="{b}" '
              'stroke-width="3"/>',
}
# fmt: on


class Look(NamedTuple):
    """What a thing looks like: its shape, its colours, and the tile behind it."""

    shape: str
    colour: str
    dark: str
    light: str = WHITE
    ground: str = "#dfe6e4"


COOL: Final = "#d5e0ea"
WARM: Final = "#efe0cc"
ROSE: Final = "#f0d9d6"
SAGE: Final = "#d9e5d3"
DUSK: Final = "#cfd3e2"
LOOKS: Final = {
    "MUG-300-WH": Look("mug", WHITE, "#d8d2c6", ground=COOL),
    "MUG-300-BL": Look("mug", BLUE, "#41668c", ground=WARM),
    "MUG-450-GR": Look("mug", GREY, "#6c737a", ground=SAGE),
    "MUG-YEAR": Look("mug", RED, "#943c35", ground=WARM),
    "MUG-OLD": Look("mug", CLAY, "#8c5836", ground=COOL),
    "MUG": Look("mug", CLAY, "#8c5836"),
    "CUP": Look("cups", CLAY, "#94603d", "#5b3a24", COOL),
    "BOWL-22": Look("bowl", INK, "#59616c", "#e9dcc4", WARM),
    "BOWL": Look("bowl", BLUE, "#426790", WHITE, WARM),
    "PLATE-27": Look("plate", JADE, "#6d9883", ground=WARM),
    "PLATE": Look("plate", WHITE, "#cfc8ba", ground=COOL),
    "TEAPOT": Look("teapot", IRON, "#2f3338", GREY, WARM),
    "TEASET": Look("teapot", JADE, "#5f8b76", WHITE, ROSE),
    "GAIWAN": Look("bowl", WHITE, "#cdd8dc", "#b98d4f", COOL),
    "TEA-PU": Look("cake", "#e9dcc4", WALNUT, "#5d4030", SAGE),
    "TEA-LJ": Look("tin", GREEN, "#4f7049", ground=WARM),
    "TEA-TGY": Look("tin", "#4f7f86", "#35595f", ground=WARM),
    "TEA": Look("tin", "#e3b9b4", "#a96a68", ground=SAGE),
    "COFFEE": Look("tin", WALNUT, "#4d3221", "#e9dcc4", WARM),
    "HONEY": Look("jar", GOLD, WALNUT, ground=SAGE),
    "CANDLE-FIG": Look("candle", PLUM, "#53304a", "#e7d5df", ROSE),
    "CANDLE": Look("candle", GREEN, "#4d6b47", WHITE, WARM),
    "INCENSE": Look("sticks", WALNUT, "#9a6b45", ground=SAGE),
    "TOWEL-BATH": Look("towel", JADE, "#6d9883", WHITE, COOL),
    "TOWEL": Look("towel", LINEN, "#b8a687", WHITE, SAGE),
    "APRON": Look("apron", "#8296a5", "#5f7280", ground=WARM),
    "SCARF-SILK": Look("scarf", PLUM, "#5b3450", "#d7b6c7", ROSE),
    "SCARF": Look("scarf", "#565c64", INK, GREY, WARM),
    "TOTE": Look("bag", LINEN, "#8b7650", ground=COOL),
    "NOTE-A6": Look("book", RED, "#8f3a33", ground=WARM),
    "NOTE": Look("book", BLUE, "#3f638a", ground=WARM),
    "PEN": Look("pen", BRASS, "#8a6b24", STEEL, COOL),
    "INK": Look("bottle", "#34476b", "#1f2c46", ground=WARM),
    "BRUSH": Look("brush", BAMBOO, INK, ground=ROSE),
    "CHOP-REST": Look("rests", BLUE, JADE, ground=WARM),
    "CHOP": Look("chopsticks", WALNUT, OAK, ground=SAGE),
    "TRAY": Look("tray", BAMBOO, "#a38e4d", WHITE, SAGE),
    "LAMP-FLOOR": Look("standing", "#f3e7c8", WALNUT, ground=DUSK),
    "LAMP": Look("lamp", "#f3e7c8", IRON, ground=DUSK),
    "STOOL": Look("stool", OAK, "#a17744", ground=COOL),
    "SHELF": Look("shelf", OAK, "#7f93a3", RED, WARM),
    "RUG": Look("rug", RED, GOLD, WHITE, COOL),
    "BLANKET": Look("blanket", "#8296a5", "#5f7280", ground=WARM),
    "CUSHION": Look("cushion", LINEN, "#b09b76", ground=DUSK),
    "KNIFE-PAR": Look("paring", STEEL, WALNUT, GOLD, SAGE),
    "KNIFE": Look("knife", STEEL, WALNUT, GOLD, WARM),
    "BOARD": Look("board", OAK, "#a17744", "#efe0cc", SAGE),
    "WOK": Look("wok", "#555b62", "#33383d", ground=WARM),
    "STEAMER": Look("steamer", BAMBOO, "#a8924f", ground=COOL),
    "POT": Look("pot", CLAY, "#8c5836", ground=SAGE),
    "UMBRELLA": Look("umbrella", "#3f638a", INK, ground=COOL),
    "FAN": Look("fan", TERRA, WALNUT, ground=ROSE),
    "VASE": Look("vase", JADE, "#6d9883", ground=WARM),
    "CLOCK": Look("clock", WALNUT, INK, ground=SAGE),
    "KETTLE": Look("kettle", STEEL, IRON, ground=WARM),
    "CALENDAR": Look("calendar", RED, GREY, WHITE, DUSK),
    "LANTERN": Look("lantern", RED, "#8f3a33", GOLD, WARM),
    "GIFTBOX": Look("gift", RED, "#943c35", GOLD, WARM),
    "NAME-SEAL": Look("seal", JADE, "#6d9883", ground=ROSE),
    "SIGN": Look("sign", OAK, WALNUT, ground=SAGE),
    "WRAP": Look("gift", BLUE, "#41668c", WHITE, ROSE),
    "ENGRAVE": Look("needle", BRASS, GREY, ground=DUSK),
    "ASSEMBLE": Look("tools", OAK, GREY, ground=COOL),
}
"""How things look, by how their code begins; the longest that fits counts."""
ELSE: Final = Look("gift", LINEN, "#b8a687", WHITE)
_TILE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
    '<rect width="96" height="96" rx="16" fill="{ground}"/>'
    '<ellipse cx="48" cy="80" rx="28" ry="4" fill="#000" opacity=".12"/>{shape}</svg>'
)


def picture(sku: str) -> str:
    """Return the picture of a thing as SVG, small enough to stand in the catalogue."""
    fitting = [code for code in LOOKS if sku.startswith(code)]
    look = LOOKS[max(fitting, key=len)] if fitting else ELSE
    shape = SHAPES[look.shape].format(a=look.colour, b=look.dark, c=look.light)
    return _TILE.format(ground=look.ground, shape=shape)
