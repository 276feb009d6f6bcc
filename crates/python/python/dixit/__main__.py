"""``python -m dixit`` is the program ``dixit``: ``python -m dixit run articles/ -o quotes.parquet``."""

from __future__ import annotations

import sys

from ._analyzer import find_weights, starter
from ._dixit import main


def main_program() -> int:
    """Run the program with the arguments of this process.

    Returns
    -------
    int
        Its exit status: 0 all well, 1 some articles failed, 2 wrong usage or output that cannot be written, 130 stopped
        by a signal.
    """
    find_weights()
    return main(["dixit", *sys.argv[1:]], starter())


if __name__ == "__main__":
    sys.exit(main_program())
