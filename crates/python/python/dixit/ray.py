"""dixit on Ray Data: ``ds.map_batches(dixit.Attributor, batch_format="pyarrow", concurrency=4)``.

Needs nothing of Ray: :class:`dixit.Attributor` is an object that is called with batches.
"""

from __future__ import annotations

from ._attributor import Attributor

__all__ = ["Attributor"]
