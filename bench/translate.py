"""How fast we translate, in words a second, against the bare model and against Argos Translate, in one run.

    python -m bench.translate [ROUNDS]

The bare model gets the sentences already cut into pieces and sorted by length. Argos Translate gets one sentence at a
time, as its interface has it, without its sentence splitter, and with its own settings. Then: what the beam, the size
of a batch and the threads change, in speed and in the model's own score of its French; and the most memory that
drafting a document of 10, 100 and 300 pages takes, each in a process of its own.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measures import most_memory
from translation.document import Block, BlockKind, Document
from translation.engine import ArgosTranslator
from translation.packages import STARTER_FILE, Package, ensure_starter
from translation.pretranslate import pretranslate

SENTENCES = (Path(__file__).parent / "data" / "hot-toolbox.en.txt").read_text(encoding="utf-8").splitlines()
WORDS_A_PAGE = 400
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


def settings_compared(package: Package, rounds: int) -> None:
    """One setting changed at a time, each against ours in the same run."""
    usual = {"beam_size": 4, "batch_tokens": 256, "cores": os.cpu_count() or 1}
    choices = {"beam_size": (1, 2, 4, 6), "batch_tokens": (128, 256, 512, 2048), "cores": (1, usual["cores"])}
    others = [(name, value) for name, values in choices.items() for value in values if value != usual[name]]
    engines = {"as it is": ArgosTranslator(package)}
    engines |= {f"{name} {value}": ArgosTranslator(package, **{name: value}) for name, value in others}  # type: ignore[arg-type]
    speeds: dict[str, list[float]] = {label: [] for label in engines}
    for _ in range(rounds):
        for label, engine in engines.items():
            speeds[label].append(words_a_second(lambda engine=engine: engine.translate(SENTENCES)))  # type: ignore[misc]
    usual_speed, judge = statistics.median(speeds["as it is"]), engines["as it is"]
    print(f"\none setting changed; as it is: {', '.join(f'{name} {value}' for name, value in usual.items())}")
    for label, engine in engines.items():
        french = [str(hypothesis) for hypothesis in engine.translate(SENTENCES)]
        mean = statistics.fmean(judge.score(list(zip(SENTENCES, french, strict=True))))
        speed = statistics.median(speeds[label])
        print(
            f"{label:36} {speed:6.0f} words/s   {speed / usual_speed:5.2f} of ours   mean log-probability {mean:6.3f}"
        )


def memory_taken(folder: Path) -> None:
    """Documents of more and more pages, no two sentences alike: only the text itself may take more memory."""
    print(f"\nmemory of a draft, {WORDS_A_PAGE} words a page")
    for pages in (10, 100, 300):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            loaded, most, words, seconds = pool.apply(draft_of, (folder, pages))
        print(
            f"{pages:4} pages, {words:7} words: {most:6.0f} MB at most, {most - loaded:5.0f} above the loaded model"
            f"   {words / seconds:6.0f} words/s"
        )


def draft_of(folder: Path, pages: int) -> tuple[float, float, int, float]:
    """Megabytes once the model has worked, megabytes at most, words, seconds."""
    engine = ArgosTranslator(ensure_starter(folder))
    engine.translate(SENTENCES)
    loaded, started = most_memory(), time.perf_counter()
    document = document_of(pages)
    pretranslate(document, engine=engine)
    return loaded, most_memory(), document.words, time.perf_counter() - started


def document_of(pages: int) -> Document:
    blocks: list[Block] = []
    words = 0
    for number in itertools.count():
        text = f"{SENTENCES[number % len(SENTENCES)].rstrip('.')}, as page {number} of the annex says."
        blocks.append(Block(BlockKind.PARAGRAPH, text))
        words += len(text.split())
        if words >= pages * WORDS_A_PAGE:
            return Document("Annex", "en", tuple(blocks))
    raise AssertionError


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
            "bare model, a batch on each core": bare(package.path, cores, 1, 256),
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
        settings_compared(package, rounds)
        memory_taken(Path(name) / "models")


def report(speeds: dict[str, list[float]]) -> None:
    print(f"{len(SENTENCES)} sentences, {WORDS} words, middle of {len(speeds['ours'])} rounds")
    ours = statistics.median(speeds["ours"])
    for label, measured in speeds.items():
        speed = statistics.median(measured)
        print(f"{label:36} {speed:6.0f} words/s   ours / this {ours / speed:5.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
