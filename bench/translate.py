"""How fast we translate, in words a second, against the bare model and against Argos Translate, in one run.

    python -m bench.translate [ROUNDS]

The bare model gets the sentences already cut into pieces and sorted by length. Argos Translate gets one sentence at a
time, as its interface has it, without its sentence splitter, and with its own settings.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from translation.engine import ArgosTranslator
from translation.packages import STARTER_FILE, ensure_starter

SENTENCES = (Path(__file__).parent / "data" / "hot-toolbox.en.txt").read_text(encoding="utf-8").splitlines()
WORDS = sum(len(sentence.split()) for sentence in SENTENCES)


def bare(package: Path, inter_threads: int, intra_threads: int, batch_tokens: int) -> Callable[[], object]:
    """The model alone on sentences in pieces, the longest first."""
    import ctranslate2
    import sentencepiece

    model = ctranslate2.Translator(str(package / "model"), inter_threads=inter_threads, intra_threads=intra_threads)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    ready = sorted(pieces.encode(SENTENCES, out_type=str), key=len, reverse=True)
    settings = {"max_batch_size": batch_tokens, "batch_type": "tokens", "beam_size": 4, "length_penalty": 0.2}
    return lambda: model.translate_batch(ready, **settings)


def argos_translate(folder: Path) -> Callable[[], object]:
    """The library itself, kept out of the home directory."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR"):
        os.environ[name] = str(folder / name.lower())
    from argostranslate.package import Package
    from argostranslate.translate import Language, PackageTranslation

    with zipfile.ZipFile(STARTER_FILE) as archive:
        archive.extractall(folder / "argos")
    (unpacked,) = (folder / "argos").iterdir()
    library = PackageTranslation(Language("en", "English"), Language("fr", "French"), Package(unpacked))
    library.sentencizer = WholeText()
    return lambda: [library.hypotheses(sentence, 1) for sentence in SENTENCES]


class WholeText:
    """A sentence splitter that leaves the text whole."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def words_a_second(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return WORDS / (time.perf_counter() - started)


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        package = ensure_starter(Path(name) / "models")
        ours = ArgosTranslator(package)
        cores = os.cpu_count() or 1
        runs: dict[str, Callable[[], Any]] = {
            "ours": lambda: ours.translate(SENTENCES),
            "bare model, a batch on each core": bare(package.path, cores, 1, 512),
            "bare model, batches of 1024": bare(package.path, cores, 1, 1024),
            "bare model, batches of 2048": bare(package.path, cores, 1, 2048),
            "bare model, all cores on one batch": bare(package.path, 1, cores, 2048),
            "Argos Translate": argos_translate(Path(name)),
        }
        speeds: dict[str, list[float]] = {label: [] for label in runs}
        for _ in range(rounds):  # turn by turn, so that a busy moment falls on all
            for label, run in runs.items():
                speeds[label].append(words_a_second(run))
        report(speeds)


def report(speeds: dict[str, list[float]]) -> None:
    print(f"{len(SENTENCES)} sentences, {WORDS} words, middle of {len(speeds['ours'])} rounds")
    ours = statistics.median(speeds["ours"])
    for label, measured in speeds.items():
        speed = statistics.median(measured)
        print(f"{label:36} {speed:6.0f} words/s   ours / this {ours / speed:5.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
