"""Solve the assignment problem: give every row a column of its own so that the whole is
cheapest."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# lap takes costs above 10^6 for infinite; a power of two scales without rounding.
MAX_COST_BITS = 19


def solve_assignment(cost: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the column of each row in an assignment of the smallest sum."""
    import lap  # type: ignore[import-untyped]
    import numpy as np

    _, columns, _ = lap.lapjv(np.ascontiguousarray(_scaled(cost)))
    return np.asarray(columns, dtype=np.int64)


def solve_sparse_assignment(
    rows: "NDArray[np.int64]", columns: "NDArray[np.int64]", cost: "NDArray[np.int64]", people: int
) -> "NDArray[np.int64]":
    """Do the same where only some cells may be used; the cells are sorted by row, then by
    column."""
    import lap
    import numpy as np

    starts = np.searchsorted(rows, np.arange(people + 1)).astype(np.int32)
    _, found, _ = lap.lapmod(people, _scaled(cost), starts, columns.astype(np.int32))
    return np.asarray(found, dtype=np.int64)


def _scaled(cost: "NDArray[np.int64]") -> "NDArray[np.float64]":
    import numpy as np

    return np.asarray(cost * 2.0 ** (MAX_COST_BITS - int(np.abs(cost).max()).bit_length()))
