"""Which warehouse ships what: pure choice, with its reasons.

Better means, in this order: more units promised from the shelf, fewer parcels, more of the parcels
from a warehouse that covers the address, lower priority numbers, and at last the warehouse's code,
so that the same question always has the same answer. Up to `EXACT` warehouses every combination is
looked at; beyond that, the warehouse that adds most is taken until none adds anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, NamedTuple

EXACT: Final = 4


class Need(NamedTuple):
    """Units of a SKU that an order line still wants."""

    line_id: int
    sku_id: int
    qty: int


class Site(NamedTuple):
    """A warehouse that could ship. `covers`: whether the address is in its region."""

    id: int
    code: str
    priority: int
    covers: bool


class Share(NamedTuple):
    """What one warehouse ships."""

    site: Site
    takes: list[Need]


class Allocation(NamedTuple):
    """Who ships what, what nobody can, and why so.

    Attributes:
        why: `chosen` codes, and `considered`: each combination with its units and parcels.
    """

    shares: list[Share]
    short: list[Need]
    why: dict[str, Any]


Free = Mapping[tuple[int, int], int]


def allocate(needs: Sequence[Need], free: Free, sites: Iterable[Site]) -> Allocation:
    """Return the best way to ship `needs` from what is `free`, by (SKU, warehouse)."""
    skus = {need.sku_id for need in needs}
    able = [s for s in sites if any(free.get((sku, s.id), 0) > 0 for sku in skus)]
    able.sort(key=preference)
    chosen, considered = _choose(needs, free, able)
    shares, short = _share_out(needs, free, chosen)
    why = {
        "chosen": [share.site.code for share in shares],
        "considered": [_told(sites, score) for sites, score in considered],
        "short": {str(need.sku_id): need.qty for need in short},
    }
    return Allocation(shares, short, why)


Score = tuple[int, int, int, int]


def _choose(
    needs: Sequence[Need], free: Free, able: Sequence[Site]
) -> tuple[Sequence[Site], Sequence[tuple[Sequence[Site], Score]]]:
    if len(able) > EXACT:
        return _greedy(needs, free, able)
    every = [
        combination for size in range(1, len(able) + 1) for combination in combinations(able, size)
    ]
    scored = [(combination, _score(needs, free, combination)) for combination in every]
    scored.sort(key=lambda pair: (pair[1], [site.code for site in pair[0]]))
    return (scored[0][0] if scored else ()), scored[: 2 * EXACT]


def _greedy(
    needs: Sequence[Need], free: Free, able: Sequence[Site]
) -> tuple[Sequence[Site], Sequence[tuple[Sequence[Site], Score]]]:
    chosen: tuple[Site, ...] = ()
    steps: list[tuple[Sequence[Site], Score]] = []
    while rest := [site for site in able if site not in chosen]:
        best = min(rest, key=lambda site: _score(needs, free, (*chosen, site)))
        score = _score(needs, free, (*chosen, best))
        if steps and score[0] == steps[-1][1][0]:
            break
        chosen = (*chosen, best)
        steps.append((chosen, score))
    return chosen, steps


def _score(needs: Sequence[Need], free: Free, sites: Sequence[Site]) -> Score:
    shares, short = _share_out(needs, free, sites)
    used = [share.site for share in shares]
    return (
        sum(need.qty for need in short),
        len(used),
        sum(not site.covers for site in used),
        sum(site.priority for site in used),
    )


def _share_out(
    needs: Sequence[Need], free: Free, sites: Sequence[Site]
) -> tuple[list[Share], list[Need]]:
    """Fill each line from one warehouse where one can, else from several in order."""
    left = {(n.sku_id, s.id): free.get((n.sku_id, s.id), 0) for n in needs for s in sites}
    takes: dict[Site, list[Need]] = {site: [] for site in sites}
    short: list[Need] = []
    for need in needs:
        whole = [site for site in sites if left[need.sku_id, site.id] >= need.qty]
        rest = need.qty
        for site in whole[:1] or sites:
            taken = min(rest, max(0, left[need.sku_id, site.id]))
            if taken:
                left[need.sku_id, site.id] -= taken
                takes[site].append(need._replace(qty=taken))
                rest -= taken
        if rest:
            short.append(need._replace(qty=rest))
    return [Share(site, its) for site, its in takes.items() if its], short


def preference(site: Site) -> tuple[bool, int, str]:
    """Return what sites are sorted by, the best first."""
    return not site.covers, site.priority, site.code


def _told(sites: Sequence[Site], score: Score) -> dict[str, Any]:
    return {"from": [site.code for site in sites], "short": score[0], "parcels": score[1]}
