"""Partition of people into groups, proved by an integer program (set partitioning).

A column is a possible group, a row a person, who is in exactly one. The linear relaxation is solved
by column generation (Gilmore and Gomory 1961): all groups are listed once, and only those of
negative reduced cost enter. Its dual prices bound every partition from below, so that groups whose
reduced cost exceeds what a better partition could save are out. HiGHS (Huangfu and Hall 2018)
solves the integer program over the few that are left, by branch and bound.

Everything is limited by numbers of columns, iterations and nodes, never by time, so that the same
input gives the same groups.
"""

import math
from collections.abc import Callable, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.arrays import BoolArray, FloatArray, IntArray
from bot.matching.costs import FORBIDDEN

if TYPE_CHECKING:
    import highspy  # type: ignore[import-untyped]

MAX_COLUMNS = 200_000
MAX_INTEGER_COLUMNS = 10_000
MAX_PRICINGS = 60
MAX_NODES = 300
MAX_ITERATIONS = 40_000
COLUMNS_PER_PERSON = 12  # that enter at each pricing
TOLERANCE = 1e-6
MIN_SAVING = 0.5  # costs are integers


class Proof(NamedTuple):
    """A partition, and whether none is cheaper."""

    groups: list[list[int]]
    proved: bool


class Columns(NamedTuple):
    """Possible groups: their members, -1 filling up those of the smaller size, and their costs."""

    members: IntArray
    cost: IntArray
    oversized: IntArray


class Relaxation(NamedTuple):
    """A lower bound of every partition, and by how much each column lies above its prices."""

    bound: float
    reduced_cost: FloatArray


def prove_partition(
    groups: list[list[int]], cost: IntArray, oversize_penalty: IntArray, sizes: list[int]
) -> Proof:
    """Return the cheapest partition into these sizes, given a good one.

    Where that would need too many columns or nodes, return the better of both, not proved.
    """
    count = sum(math.comb(len(cost), size) for size in set(sizes))
    if count > MAX_COLUMNS:
        return Proof(groups, proved=False)

    size, limit = min(sizes), _total_cost(groups, cost, oversize_penalty, min(sizes))
    columns = _list_columns(cost, oversize_penalty, sizes, limit)
    oversized = len(sizes) - sizes.count(size)

    def total(made: Sequence[Sequence[int]]) -> int:
        return _total_cost(made, cost, oversize_penalty, size)

    return prove_columns(groups, columns, len(cost), oversized, total)


def prove_columns(
    groups: list[list[int]],
    columns: Columns,
    people: int,
    oversized: int,
    total: Callable[[Sequence[Sequence[int]]], int],
) -> Proof:
    """Return the cheapest partition into these possible groups, given a good one; see above.

    `oversized` of them are larger; `total` is the cost of a partition.
    """
    limit = total(groups)
    relaxation = _relax(columns, groups, people, oversized)
    if relaxation is None:
        return Proof(groups, proved=False)

    gap = limit - relaxation.bound
    if gap < MIN_SAVING:
        return Proof(groups, proved=True)
    within = relaxation.reduced_cost <= gap
    useful, prices = _pick(columns, within), relaxation.reduced_cost[within]
    if len(prices) > MAX_INTEGER_COLUMNS:
        return Proof(groups, proved=False)

    better, complete = _solve_integer(useful, prices, people, oversized)
    if better and total(better) < limit:
        return Proof(better, complete)
    return Proof(groups, complete)


def _list_columns(
    cost: IntArray, oversize_penalty: IntArray, sizes: list[int], limit: int
) -> Columns:
    """Return all groups of these sizes that are allowed and no dearer than a whole partition."""
    import numpy as np

    size, widest = min(sizes), max(sizes)
    parts = []
    for width in sorted(set(sizes)):
        flat = chain.from_iterable(combinations(range(len(cost)), width))
        members = np.fromiter(flat, dtype=np.int64).reshape(-1, width)
        total = np.zeros(len(members), dtype=np.int64)
        for one, other in combinations(range(width), 2):
            total += cost[members[:, one], members[:, other]]
        oversized = np.full(len(members), int(width > size))
        if width > size:
            total += oversize_penalty[members].sum(axis=1)

        filled = np.full((len(members), widest), -1)
        filled[:, :width] = members
        kept = (total <= limit) & (total < FORBIDDEN)
        parts.append(Columns(filled[kept], total[kept], oversized[kept]))
    return Columns(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _relax(
    columns: Columns, groups: list[list[int]], people: int, oversized: int
) -> Relaxation | None:
    """Return the linear relaxation, or None if it takes too long or no partition is allowed."""
    import highspy
    import numpy as np

    solver = _empty_program(people, oversized)
    entered = np.zeros(len(columns.cost), dtype=bool)
    entering = _first_columns(columns, groups, people)
    for _ in range(MAX_PRICINGS):
        entered[entering] = True
        _add_columns(solver, _pick(columns, entering), columns.cost[entering])
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None

        duals = np.array(solver.getSolution().row_dual)
        reduced = _reduced_costs(columns, duals)
        entering = np.flatnonzero((reduced < -TOLERANCE) & ~entered)
        if not len(entering):
            lowest = min(float(reduced.min()), 0.0)
            bound = float(duals[:people].sum() + oversized * duals[people])
            return Relaxation(bound + people // 2 * lowest, reduced)

        most = COLUMNS_PER_PERSON * people
        entering = entering[np.argsort(reduced[entering], kind="stable")[:most]]
    return None


def _solve_integer(
    columns: Columns, prices: FloatArray, people: int, oversized: int
) -> tuple[list[list[int]] | None, bool]:
    """Return the cheapest partition of these columns, if one was found, and if it is proved."""
    import highspy
    import numpy as np

    solver = _empty_program(people, oversized)
    solver.setOptionValue("mip_max_nodes", MAX_NODES)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", MIN_SAVING)
    _add_columns(solver, columns, prices)
    whole = np.arange(len(prices), dtype=np.int32)
    kinds = np.full(len(prices), highspy.HighsVarType.kInteger)
    solver.changeColsIntegrality(len(prices), whole, kinds)
    solver.run()

    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None, True
    values = np.array(solver.getSolution().col_value)
    chosen = columns.members[values > 0.5] if len(values) else columns.members[:0]
    made = [[person for person in row if person >= 0] for row in chosen.tolist()]
    whole_partition = sorted(chain.from_iterable(made)) == list(range(people))
    return made if whole_partition else None, status == highspy.HighsModelStatus.kOptimal


def _empty_program(people: int, oversized: int) -> "highspy.Highs":
    """Return a program with a row for each person, and one for the number of larger groups."""
    import highspy
    import numpy as np

    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("simplex_iteration_limit", MAX_ITERATIONS),
    ):
        solver.setOptionValue(name, value)
    nothing = np.empty(0)
    for bound in [1.0] * people + [float(oversized)]:
        solver.addRow(bound, bound, 0, nothing.astype(np.int32), nothing)
    return solver


def _add_columns(
    solver: "highspy.Highs", columns: Columns, prices: "FloatArray | IntArray"
) -> None:
    import numpy as np

    people = solver.getNumRow() - 1
    rows = np.where(columns.members >= 0, columns.members, people)
    larger = columns.oversized[:, None] > 0
    rows = np.concatenate((rows, np.where(larger, people, -1)), axis=1)
    real = np.concatenate((columns.members >= 0, larger), axis=1)
    lengths = real.sum(axis=1)
    starts = np.cumsum(lengths) - lengths
    count = len(prices)
    solver.addCols(
        count,
        prices.astype(np.float64),
        np.zeros(count),
        np.ones(count),
        int(lengths.sum()),
        starts.astype(np.int32),
        rows[real].astype(np.int32),
        np.ones(int(lengths.sum())),
    )


def _first_columns(columns: Columns, groups: list[list[int]], people: int) -> IntArray:
    """Return the columns of a given partition, and the cheapest ones of each person."""
    import numpy as np

    given = {tuple(sorted(group)) for group in groups}
    order = np.argsort(columns.cost, kind="stable")
    chosen = set[int]()
    for person in range(people):
        of_person = order[(columns.members[order] == person).any(axis=1)]
        chosen.update(of_person[:COLUMNS_PER_PERSON].tolist())
    for number, row in enumerate(columns.members.tolist()):
        if tuple(person for person in row if person >= 0) in given:
            chosen.add(number)
    return np.array(sorted(chosen), dtype=np.int64)


def _reduced_costs(columns: Columns, duals: FloatArray) -> FloatArray:
    import numpy as np

    prices = np.concatenate((duals[:-1], [0.0]))  # the last is that of an empty seat, -1
    reduced = columns.cost - duals[-1] * columns.oversized
    for members in columns.members.T:
        reduced = reduced - prices[members]
    return np.asarray(reduced, dtype=np.float64)


def _pick(columns: Columns, chosen: "IntArray | BoolArray") -> Columns:
    return Columns(*(array[chosen] for array in columns))


def _total_cost(
    groups: Sequence[Sequence[int]], cost: IntArray, oversize_penalty: IntArray, size: int
) -> int:
    total = 0
    for group in groups:
        total += sum(int(cost[pair]) for pair in combinations(group, 2))
        if len(group) > size:
            total += int(oversize_penalty[list(group)].sum())
    return total
