"""How often each guard speaks, of what people translated and of what the starter makes, before and after it mends.

    python -m bench.guards --corpus DIR [DIR ...] [--texts N]

Three things in one run. Of the French that people wrote, the guards must say next to nothing. Of the engine's French
they say how many texts have each kind of fault when a text is translated once, and how many have it still when faulty
ones were translated in every way. chrF and BLEU, against the people's French, must not fall; the time is the
processor's, with all that is done on the way, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.parallel import Pair, pairs
from translation.engine import WAYS, ArgosTranslator, Way
from translation.guards import GUARDS, faults
from translation.packages import ensure_starter


@dataclass(frozen=True, slots=True)
class Run:
    """The French of each English text, and the seconds of processor time it took."""

    french: dict[str, str]
    seconds: float


def translated(engine: ArgosTranslator, texts: Sequence[str], ways: Sequence[Way]) -> Run:
    """All the texts in these ways; what is loaded on first use is loaded before."""
    engine.ways = ways
    engine.translate(texts[:1])
    started = time.process_time()
    french = [str(hypothesis) for hypothesis in engine.translate(texts)]
    return Run(dict(zip(texts, french, strict=True)), time.process_time() - started)


def detecting(french: Iterable[tuple[str, str]]) -> float:
    """The seconds that it takes to look for every fault once."""
    started = time.process_time()
    for pair in french:
        faults(*pair)
    return time.process_time() - started


def report(found: Sequence[Pair], once: Run, mended: Run) -> None:
    human = [(pair.english, pair.french) for pair in found]
    columns = {"people": human, "once": [*once.french.items()], "mended": [*mended.french.items()]}
    print(f"{len(human)} texts with a fault, %" + "".join(f"{name:>10}" for name in columns))
    for guard in GUARDS:
        shares = (100 * sum(guard.how_many(*pair) > 0 for pair in column) / len(column) for column in columns.values())
        print(f"  {guard.name:26}" + "".join(f"{share:10.2f}" for share in shares))
    shares = (100 * sum(faults(*pair) > 0 for pair in column) / len(column) for column in columns.values())
    print(f"  {'any of them':26}" + "".join(f"{share:10.2f}" for share in shares))
    likeness(found, once, mended)
    again = sum(faults(*pair) > 0 for pair in once.french.items())
    changed = sum(once.french[text] != mended.french[text] for text in once.french)
    print(f"translated again {again}, came out otherwise {changed}")
    print(f"time, mended / once {mended.seconds / once.seconds:.2f}")
    print(f"time, detecting / once {detecting(once.french.items()) / once.seconds:.3f}")


def likeness(found: Sequence[Pair], once: Run, mended: Run) -> None:
    """How like the French of people: of all texts, and of those that came out otherwise."""
    import sacrebleu

    otherwise = [pair for pair in found if once.french[pair.english] != mended.french[pair.english]]
    for name, chosen in (("all", found), ("came out otherwise", otherwise)):
        people = [[pair.french for pair in chosen]]
        for label, run in (("once", once), ("mended", mended)):
            french = [run.french[pair.english] for pair in chosen]
            chrf, bleu = sacrebleu.corpus_chrf(french, people).score, sacrebleu.corpus_bleu(french, people).score
            print(f"{name:20} {label:8} chrF {chrf:6.2f}   BLEU {bleu:6.2f}   of {len(chosen)}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What the guards of the translation see, and what they mend.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders of documents and lists")
    parser.add_argument("--texts", type=int, default=1500, help="so many pairs, chosen at random")
    chosen = parser.parse_args(arguments)
    found = pairs(chosen.corpus)
    found = random.Random(0).sample(found, min(chosen.texts, len(found)))
    texts = [pair.english for pair in found]
    with tempfile.TemporaryDirectory() as folder:
        engine = ArgosTranslator(ensure_starter(Path(folder)))
        report(found, translated(engine, texts, WAYS[:1]), translated(engine, texts, WAYS))


if __name__ == "__main__":
    main()
