"""Which order a row is of: its own number says it, or the row above it, where cells are merged."""

from collections.abc import Mapping, Sequence

from models.channels.cells import bare, identifier
from models.channels.fields import OF_THE_LINE, Field
from models.kit.errors import Invalid


class Above:
    """The last order that was named, for the rows below it that leave the number out."""

    def __init__(self, fields: Mapping[int, Field]) -> None:
        at = {field: i for i, field in fields.items()}
        # Our own number, where the file was exported here: two channels may share theirs.
        self._order = at[Field.NO if Field.NO in at else Field.ORDER]
        self._line = [at[field] for field in (Field.SKU, Field.QTY) if field in at]
        self._whole = [i for i, field in fields.items() if field not in OF_THE_LINE]
        self._named = ""
        self._cells: Sequence[str] = ()

    def order_of(self, cells: Sequence[str]) -> str:
        """Return the number of the order a row is of; empty where nothing says it.

        A row without a number goes on with the order above it where it has a line to add, and says
        nothing else of the order than what stands there.
        """
        if named := _external_id(self._at(cells, self._order)):
            self._named, self._cells = named, cells
        elif not self._goes_on(cells):
            self._named = ""  # nor do rows below it go on with what is above
        return self._named

    def _goes_on(self, cells: Sequence[str]) -> bool:
        has_line = all(bare(self._at(cells, i)) for i in self._line)
        told = ((self._at(cells, i), self._at(self._cells, i)) for i in self._whole)
        return has_line and all(not bare(here) or bare(here) == bare(up) for here, up in told)

    @staticmethod
    def _at(cells: Sequence[str], i: int) -> str:
        return cells[i] if i < len(cells) else ""


def _external_id(cell: str) -> str:
    try:
        return identifier(bare(cell))
    except Invalid:
        return bare(cell)  # read again with its order, and refused there
