"""Solve the assignment problem: give every row the column that makes the whole cheapest."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# lap takes costs above 10^6 for infinite; a power of two scales without rounding.
LARGEST_BITS = 19


def assign(cost: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the column of each row in an assignment of the smallest sum."""
    import lap  # type: ignore[import-untyped]
    import numpy as np

    table = cost * 2.0 ** (LARGEST_BITS - int(np.abs(cost).max()).bit_length())
    _, columns, _ = lap.lapjv(np.ascontiguousarray(table))
    return np.asarray(columns, dtype=np.int64)
