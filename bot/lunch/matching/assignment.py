"""Solve the assignment problem: give every row the column that makes the whole cheapest."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def assign(cost: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the column of each row in an assignment of the smallest sum."""
    import lap  # type: ignore[import-untyped]
    import numpy as np

    _, columns, _ = lap.lapjv(np.ascontiguousarray(cost, dtype=np.float64))
    return np.asarray(columns, dtype=np.int64)
