"""Evaluation and training: the program's, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Optional, Union

if TYPE_CHECKING:
    PathLike = Union[str, "os.PathLike[str]"]


def evaluate(
    gold: Union[PathLike, Iterable[PathLike]],
    *,
    predictions: Optional[PathLike] = None,
    speakers: Optional[PathLike] = None,
    given_quotes: bool = False,
    engine: str = "fast",
    models: Iterable[PathLike] = (),
    people: Optional[PathLike] = None,
    outlets: Optional[PathLike] = None,
) -> dict[str, Any]:
    """Measure how well quotations and their speakers are found, against gold annotations (docs/eval.md).

    Parameters
    ----------
    gold : path or iterable of paths
        Gold in any form that ``dixit eval`` reads.
    predictions : path, optional
        What ``dixit run`` or another tool has found; without, the texts are analysed.
    speakers : path, optional
        Speakers and chains of the gold.
    given_quotes : bool
        Whether the engine is given the gold's quotations, so that only speakers and chains are its own.
    engine, models, people, outlets
        As for :func:`load`.

    Returns
    -------
    dict
        The figures as ``dixit eval --json`` prints them: precision, recall and F1 in per cent, with intervals.

    Raises
    ------
    ValueError
        If gold or predictions cannot be read; the message is the program's.
    """
    args = ["eval", *_paths(gold), "--json"]
    args += _options(pred=predictions, speakers=speakers, people=people, outlets=outlets)
    args += [f"--model={os.fspath(model)}" for model in models]
    if given_quotes:
        args.append("--given-quotes")
    if predictions is None:
        args.append(f"--engine={engine}")
    return json.loads(_run(args))


def train(
    what: str,
    gold: Union[PathLike, Iterable[PathLike]],
    output: PathLike,
    *,
    base: PathLike = "shipped",
    dev: Iterable[PathLike] = (),
    held_out: Optional[float] = None,
    seed: int = 1,
) -> str:
    """Train a model on gold of your own, for ``dixit.load(models=[…])`` (docs/train.md).

    Parameters
    ----------
    what : {"quotes", "speakers", "sources", "names"}
        What the model finds, or judges.
    gold : path or iterable of paths
        Gold in any form that ``dixit train`` reads.
    output : path
        File to write the model to.
    base : path, "shipped" or "none"
        What is trained further; with ``"none"``, all is learned from ``gold``, for which a hundred articles are few.
    dev : paths
        Gold to measure on, instead of a part of ``gold``.
    held_out : float, optional
        Share of the articles that is measured on, 0 to 1; a tenth unless you say.
    seed : int
        The same gold and seed give the same model.

    Returns
    -------
    str
        What the program prints: the figures on the articles held out, before and after, and what moved.

    Raises
    ------
    ValueError
        If the gold cannot be learned from; the message is the program's.
    """
    if what not in ("quotes", "speakers", "sources", "names"):
        raise ValueError(f"what is {what!r}; it is 'quotes', 'speakers', 'sources' or 'names'")
    args = ["train", what, *_paths(gold), f"--output={os.fspath(output)}", f"--base={os.fspath(base)}"]
    args.append(f"--seed={seed}")
    args += [f"--dev={os.fspath(path)}" for path in dev]
    args += _options(held_out=held_out)
    return _run(args)


def _paths(paths: Union[PathLike, Iterable[PathLike]]) -> list[str]:
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    return [os.fspath(path) for path in given]


def _options(**values: object) -> list[str]:
    return [f"--{name.replace('_', '-')}={value}" for name, value in values.items() if value is not None]


def _run(args: list[str]) -> str:
    done = subprocess.run([sys.executable, "-m", "dixit", *args], capture_output=True, text=True)
    # 1: some figure fell below its floor, or some articles failed; the figures are there.
    if done.returncode not in (0, 1) or not done.stdout:
        raise ValueError(done.stderr.strip() or f"dixit {args[0]} ended with status {done.returncode}")
    return done.stdout
