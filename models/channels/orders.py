"""The rows of one order become a draft, or reasons why not. Pure: no database is asked.

An order is taken whole or not at all: one row that cannot be read refuses it, and every wrong row
is named. What a row says for the order as a whole may stand on each of its rows or on one alone.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from models.channels.amounts import Amount
from models.channels.assembled import (
    CREDIT_NOTE,
    STATUSES,
    Assembled,
    Terms,
    Wanted,
    over_of,
)
from models.channels.cells import Problem, Row
from models.channels.content import digest, people, placed_at, remark, written
from models.channels.doubles import told_apart
from models.channels.fields import OF_THE_LINE, Field
from models.channels.pricing import price_of
from models.channels.trade import TAX, LineKind, is_credit_number, line_kind
from models.kit import money
from models.kit.errors import Invalid
from models.orders.drafts import OrderDraft, read_draft
from models.stock.ledger import MAX_QTY

F = Field
_GATHERED: Final = OF_THE_LINE | {F.PLACED_AT, F.REMARK}
"""What rows of one order need not agree on: the earliest time counts, remarks are joined."""
_NONE: Final = Decimal(0)


def assemble(
    external_id: str, rows: Sequence[Row], terms: Terms, unread: Sequence[Problem] = ()
) -> Assembled:
    """Return the order these rows speak of.

    Args:
        rows: all there are, in the file's order.
        unread: what could not be read of them; with any, there is no order.
    """
    found = told_apart(rows, is_nested=terms.is_nested)
    if found.twice:
        first, other = found.twice
        data = {"order": external_id, "other": first.number}
        twice = Problem(other.number, terms.titles.get(F.ORDER), "number_twice", data)
        return Assembled(None, terms.currency, None, {}, [], [*unread, twice])
    return _Assembly(external_id, found.rows, terms, unread).result()


class _Assembly:
    """The making of one order: what is found on the way is gathered here."""

    def __init__(
        self, external_id: str, rows: Sequence[Row], terms: Terms, unread: Sequence[Problem]
    ) -> None:
        self.external_id = external_id
        self.terms = terms
        self.problems = list(unread)
        self.unread = {problem.row for problem in unread}
        may_be_credit = is_credit_number(external_id)
        corrections = [
            row
            for row in (() if may_be_credit else rows)
            if row.number not in self.unread and _is_correction(row, terms.columns)
        ]
        self.corrections = [self._at(row, F.QTY, "stock_correction") for row in corrections]
        self.rows = [row for row in rows if row not in corrections] if corrections else rows
        self.is_credit = may_be_credit and all(r.values.get(F.QTY, -1) < 0 for r in self.rows)
        self.whole = self._whole()
        self.currency = self._currency()
        self.skus: dict[str, Wanted] = {}
        self.lines: list[dict[str, Any]] = []
        self.shipping = self._amount_of_order(F.SHIPPING)
        self.discount = abs(self._amount_of_order(F.DISCOUNT, may_be_negative=True))
        said = {f: self.whole[f][0] for f in STATUSES if f in self.whole}
        self.over, self.look = over_of(said, is_credit=self.is_credit)
        if F.NO in terms.columns:
            self.look = ""  # exported here: our own words for where an order is hold nobody up
        # What is called off comes to what its lines do: a credit's total may be below nothing.
        is_off = self.over is not None and self.over.is_cancelled
        says_total = F.TOTAL in self.whole and not is_off
        self.total = self._amount_of_order(F.TOTAL) if says_total else None

    def result(self) -> Assembled:
        """Make the order."""
        postage = [row for row in self.rows if self._kind(row) is LineKind.POSTAGE]
        has_others = len(postage) < len(self.rows)
        for row in self.rows:
            self._add(row, as_shipping=has_others)
        self._refuse_sums()
        draft = self._draft() if self.lines and not self.problems else None
        return Assembled(
            draft, self.currency, self.over, self.skus, self.corrections, self.problems
        )

    def _kind(self, row: Row) -> LineKind:
        if F.NO in self.terms.columns:
            return LineKind.GOODS  # exported here: what was no goods is told apart already
        return line_kind(row.values.get(F.SKU, ""))

    def _at(
        self, row: Row, field: Field, code: str, data: Mapping[str, Any] | None = None
    ) -> Problem:
        return Problem(row.number, self.terms.titles.get(field), code, data or {})

    def _refuse(self, row: Row, field: Field, code: str, **data: Any) -> None:
        self.problems.append(self._at(row, field, code, data))

    def _whole(self) -> dict[Field, tuple[Any, Row]]:
        """Return what is said of the order as a whole, each with the row that says it first."""
        said: dict[Field, tuple[Any, Row]] = {}
        for row in self.rows:
            for field, value in row.values.items():
                if field in _GATHERED:
                    continue
                first = said.setdefault(field, (value, row))
                if first[0] != value:
                    is_money = field is F.CURRENCY
                    code = "currencies_mixed" if is_money else "rows_disagree"
                    self._refuse(row, field, code, other=first[1].number)
        return said

    def _currency(self) -> str:
        if F.CURRENCY in self.whole:
            return self.whole[F.CURRENCY][0]
        marks: dict[str, tuple[Row, Field]] = {}
        for row in self.rows:
            for field, value in row.values.items():
                if isinstance(value, Amount) and len(value.currencies) == 1:
                    marks.setdefault(value.currencies[0], (row, field))
        if len(marks) > 1:
            (first, _), (row, field) = list(marks.values())[:2]
            self._refuse(row, field, "currencies_mixed", other=first.number)
        return next(iter(marks), self.terms.currency)

    def _money(self, row: Row, field: Field, *, may_be_negative: bool = False) -> Decimal | None:
        """Return an amount of a row in major units, after making sure that it is money."""
        amount: Amount | None = row.values.get(field)
        if amount is None:
            return None
        try:
            money.parse(amount.value, self.currency, field.value)
        except Invalid as refusal:
            self.problems.append(self._at(row, field, refusal.code, refusal.data))
        if amount.currencies and self.currency not in amount.currencies:
            self._refuse(row, field, "currency_differs", currency=self.currency)
        if amount.value < 0 and not may_be_negative:
            self._refuse(row, field, "amount_negative", value=str(amount.value)[:40])
        return amount.value

    def _amount_of_order(self, field: Field, *, may_be_negative: bool = False) -> Decimal:
        if field not in self.whole:
            return Decimal(0)
        row = self.whole[field][1]
        return self._money(row, field, may_be_negative=may_be_negative) or Decimal(0)

    def _add(self, row: Row, *, as_shipping: bool) -> None:
        """Take in a row as what it is: goods, something off, postage, or work."""
        sku, qty, kind = row.values.get(F.SKU), row.values.get(F.QTY), self._kind(row)
        for field, value in ((F.SKU, sku), (F.QTY, qty)):
            if value is None and row.number not in self.unread:
                self._refuse(row, field, "value_missing")
        if sku is None or qty is None:
            return
        is_off = kind is LineKind.DISCOUNT and not self.is_credit
        price = self._money(row, F.PRICE, may_be_negative=is_off)
        self.shipping += self._money(row, F.LINE_SHIPPING) or _NONE
        if is_off and price is not None and price * qty < 0:
            self.discount -= price * qty
            return
        if qty == 0 and self.over is not None and self.over.is_cancelled:
            self.corrections.append(self._at(row, F.QTY, "cancelled_empty"))
            return
        qty = -qty if self.is_credit else qty
        if (code := _wrong(qty)) is not None:
            self._refuse(row, F.QTY, code, value=str(row.values[F.QTY])[:40], most=MAX_QTY)
        elif kind is LineKind.POSTAGE and as_shipping and price is not None:
            self.shipping += price * qty
        else:
            self._add_line(row, sku, qty, price, kind)

    def _add_line(
        self, row: Row, sku: str, qty: int, price: Decimal | None, kind: LineKind
    ) -> None:
        name = row.values.get(F.NAME)
        price, off = self._priced(row, qty, price)
        before = self.skus.get(sku) or Wanted((), "", price, kind)
        self.skus[sku] = before._replace(
            rows=(*before.rows, row.number), name=before.name or name or ""
        )
        line: dict[str, Any] = {"sku": sku, "qty": qty}
        if price is not None:
            line["unit_price"] = written(price)
        if name:
            line["name"] = name
        if off and price is not None and off > price * qty:
            self._refuse(row, F.LINE_DISCOUNT, "discount_too_large", most=written(price * qty))
        if off:
            line["discount"] = written(off)
        self.lines.append(line)

    def _priced(self, row: Row, qty: int, price: Decimal | None) -> tuple[Decimal | None, Decimal]:
        """Return what a unit costs and what is off the line."""
        off = abs(self._money(row, F.LINE_DISCOUNT, may_be_negative=True) or _NONE)
        total = self._money(row, F.LINE_TOTAL, may_be_negative=self.is_credit)
        if total is None or self.problems:  # what is refused needs no price
            return price, off
        try:
            return price_of(qty, price, abs(total), off, money.exponent(self.currency))
        except Invalid as refusal:
            self.problems.append(self._at(row, F.LINE_TOTAL, refusal.code, refusal.data))
            return price, off

    def _refuse_sums(self) -> None:
        """Refuse what no single row is to blame for, as far as the file alone can tell."""
        priced = [line for line in self.lines if "unit_price" in line]
        if self.problems or len(priced) < len(self.lines):
            return
        gross = sum((Decimal(line["unit_price"]) * line["qty"] for line in priced), _NONE)
        worth = gross - sum((Decimal(line.get("discount", 0)) for line in priced), _NONE)
        if self.lines and self.discount > worth:
            self._refuse(self.rows[0], F.DISCOUNT, "discount_too_large", most=written(worth))
        if (gross + self.shipping).scaleb(money.exponent(self.currency)) > money.MAX_MINOR:
            self._refuse(self.rows[0], F.PRICE, "amount_too_large", value=written(gross)[:40])
        if self.lines and not self.problems:
            self._add_tax(worth - self.discount + self.shipping)

    def _add_tax(self, comes_to: Decimal) -> None:
        """Add a line for the tax, where the total shows that the prices do not hold it."""
        tax = self._amount_of_order(F.TAX, may_be_negative=True)
        if tax <= 0 or self.total is None or self.total != comes_to + tax or self.problems:
            return
        row = self.whole[F.TAX][1]
        self.skus[TAX] = Wanted((row.number,), "", tax, LineKind.TAX)
        self.lines.append({"sku": TAX, "qty": 1, "unit_price": written(tax)})

    def _draft(self) -> OrderDraft | None:
        raw: dict[str, Any] = {
            "external_id": self.external_id,
            "lines": self.lines,
            **people(self.whole),
            "currency": self.currency,
            "shipping": written(self.shipping),
            "remark": remark(self.rows, self.look),
            **placed_at(self.rows),
        }
        if self.discount:
            raw["discounts"] = [{"amount": written(self.discount)}]
        if self.total is not None:
            raw["total"] = written(self.total)
        if self.is_credit:
            raw["tags"] = [CREDIT_NOTE]
        is_over = self.over is not None
        origin = {"channel": self.terms.channel, "source_hash": digest(raw, is_over=is_over)}
        try:
            return read_draft({**raw, **origin})
        except Invalid as refusal:
            self.problems.append(Problem(self.rows[0].number, None, refusal.code, refusal.data))
            return None


def _is_correction(row: Row, columns: Collection[Field]) -> bool:
    """Return whether a row corrects stock: goods gone, no price, and nobody or nothing named."""
    values = row.values
    is_free = F.PRICE in columns and (F.PRICE not in values or values[F.PRICE].value == 0)
    is_nameless = any(f in columns and f not in values for f in (F.NAME, F.CUSTOMER))
    return values.get(F.QTY, 0) < 0 and is_free and is_nameless


def _wrong(qty: int) -> str | None:
    if 0 < qty <= MAX_QTY:
        return None
    return "qty_zero" if qty == 0 else "qty_negative" if qty < 0 else "qty_too_large"
