"""Types of the arrays that the solver computes with.

They are strings, so that numpy is loaded by the functions that compute and not by every import.
"""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IntArray: TypeAlias = "NDArray[np.int64]"
ByteArray: TypeAlias = "NDArray[np.uint8]"
Int32Array: TypeAlias = "NDArray[np.int32]"
FloatArray: TypeAlias = "NDArray[np.float64]"
BoolArray: TypeAlias = "NDArray[np.bool_]"
# One row a person; each bit of a row is a word that the person named.
BitArray: TypeAlias = "NDArray[np.uint64]"
