"""Linear assignment problem: one column for each row, no column twice, at the smallest sum.

Dense problems are solved by LAPJV (Jonker and Volgenant 1987), sparse ones by LAPMOD (Volgenant
1996), both from the package lap.
"""

from bot.matching.arrays import FloatArray, IntArray

# lap takes costs above 10^6 for infinite; a power of two scales without rounding.
MAX_COST_BITS = 19


def solve_assignment(cost: IntArray) -> IntArray:
    """Return the column of each row in a cheapest assignment of a square matrix."""
    import lap  # type: ignore[import-untyped]
    import numpy as np

    _, columns, _ = lap.lapjv(np.ascontiguousarray(_scale_costs(cost)))
    return np.asarray(columns, dtype=np.int64)


def solve_sparse_assignment(
    rows: IntArray, columns: IntArray, cost: IntArray, size: int
) -> IntArray:
    """Return the column of each of `size` rows where only the listed cells may be used.

    The cells are sorted by row, then by column.
    """
    import lap
    import numpy as np

    row_starts = np.searchsorted(rows, np.arange(size + 1)).astype(np.int32)
    _, chosen, _ = lap.lapmod(size, _scale_costs(cost), row_starts, columns.astype(np.int32))
    return np.asarray(chosen, dtype=np.int64)


def _scale_costs(cost: IntArray) -> FloatArray:
    import numpy as np

    bits = int(np.abs(cost).max()).bit_length()
    return np.asarray(cost * 2.0 ** (MAX_COST_BITS - bits))
