"""Who carries the parcels of the demo business, and how reliably."""

from random import Random
from typing import Final, NamedTuple

from models.access.permissions import Role
from models.kit.actor import Actor, ActorKind


class Carrier(NamedTuple):
    """A carrier.

    Attributes:
        prefix: stands before its parcel numbers, which have so many `digits`.
        late: the share of its parcels that take longer than they should.
    """

    name: str
    service: str
    prefix: str
    digits: int
    late: float

    @property
    def actor(self) -> Actor:
        """Return the carrier's program, that says what became of a parcel."""
        return Actor(ActorKind.API, self.name, roles=frozenset({Role.DISPATCHER}))

    def parcel_number(self, chance: Random) -> str:
        """Return a number as the carrier gives them."""
        return f"{self.prefix}{chance.randrange(10 ** (self.digits - 1), 10**self.digits)}"


SF: Final = Carrier("SF Express", "Standard", "SF", 12, 0.04)
ZTO: Final = Carrier("ZTO Express", "Economy", "7", 13, 0.10)
JD: Final = Carrier("JD Logistics", "Standard", "JD", 13, 0.06)
TCAT: Final = Carrier("黑貓宅急便", "常溫", "90", 10, 0.05)
HCT: Final = Carrier("HCT 新竹物流", "標準", "8", 9, 0.08)
HKPOST: Final = Carrier("Hongkong Post", "Local CourierPost", "LK", 9, 0.09)
DHL: Final = Carrier("DHL Express", "Worldwide", "", 10, 0.05)
SINGPOST: Final = Carrier("Singapore Post", "Registered", "RR", 9, 0.12)
ROYAL_MAIL: Final = Carrier("Royal Mail", "Tracked 48", "RM", 9, 0.14)
