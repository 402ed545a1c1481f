"""The PDF half of `bench.extract`: real PDFs, what a person found in them, and four readers of the same bytes.

The golden cases say what a reader finds: passages checked by hand, and how many headings, list items, table rows and
footnotes were counted on the pages. Publications that do not ship are measured when --corpus names their folder.

Text: the share of each passage's words that stand in the best place of the text, in their order; two columns read
across score half. Tables: the share of the rows of a hand-made table found whole, cell by cell. Speed: processor time
on 300 pages, made by repeating a publication's own (30 pages for pypdf and pdfplumber); memory: the peak of a process
that reads only them.
"""

from __future__ import annotations

import argparse
import io
import logging
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from curation.errors import DocumentError
from curation.extract.pdf import extract_pdf
from translation.document import Document

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "extract"
SAMPLE = ROOT / "curation" / "data" / "sample"
KINDS = ("heading", "list_item", "table_row", "footnote")
PAGES, SLOW_PAGES = 300, 30


def ours(content: bytes) -> str:
    return "\n".join(block.text for block in extract_pdf(content).blocks)


def pypdf(content: bytes) -> str:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # It reports every flaw of a file that it then reads.
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def pdfplumber(content: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def pypdfium2(content: bytes) -> str:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(content)
    texts = []
    for page in pdf:
        text = page.get_textpage()
        texts.append(text.get_text_range())
        text.close()
        page.close()
    pdf.close()
    return "\n".join(texts)


ALL_READERS = {"ours": ours, "pypdf": pypdf, "pdfplumber": pdfplumber, "pypdfium2": pypdfium2}
READERS: dict[str, Callable[[bytes], str]] = {  # pdfplumber comes with the development libraries
    name: read for name, read in ALL_READERS.items() if name == "ours" or find_spec(name)
}


def words_of(text: str) -> list[str]:
    """Words as they are compared: a hyphen at a line end, a ligature or a soft hyphen that is left is an error."""
    return re.sub(r"\s+", " ", text).strip().casefold().split()


def found(passage: Sequence[str], text: Sequence[str], places: dict[str, list[int]]) -> float:
    """The share of a passage's words in the best stretch of the text as long as it, in order."""
    starts: Counter[int] = Counter()
    for n, word in enumerate(passage):
        if len(at := places.get(word, ())) <= 200:
            starts.update(max(0, place - n) for place in at)
    near = sorted({start for start, _ in starts.most_common(12)})
    size = len(passage)
    return max((longest_common(passage, text[start : start + size + 2]) / size for start in near), default=0.0)


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    row = [0] * (len(second) + 1)
    for word in first:
        before = 0
        for n, other in enumerate(second, start=1):
            before, row[n] = row[n], before + 1 if word == other else max(row[n], row[n - 1])
    return row[-1]


def text_score(passages: Sequence[str], text: str) -> float:
    words = words_of(text)
    places: dict[str, list[int]] = defaultdict(list)
    for n, word in enumerate(words):
        places[word].append(n)
    return statistics.mean(found(words_of(passage), words, places) for passage in passages)


def rows_of(groundtruth: Path) -> list[tuple[str, ...]]:
    """The rows of the tables that people described, each as its cells' letters."""
    rows = []
    for table in ElementTree.parse(groundtruth).iter("table"):
        cells: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for cell in table.iter("cell"):
            text = cell.findtext("content") or ""
            cells[int(cell.get("start-row", 0))].append((int(cell.get("start-col", 0)), letters(text)))
        rows += [tuple(text for _, text in sorted(row)) for _, row in sorted(cells.items())]
    return rows


def letters(text: str | None) -> str:
    return "".join(char for char in (text or "").casefold() if char.isalnum() or char in ".%$")


def share_of_rows(expected: Sequence[tuple[str, ...]], read: Sequence[Sequence[str | None]]) -> float:
    there = Counter(tuple(filter(None, map(letters, row))) for row in read)
    return sum(there[tuple(filter(None, row))] > 0 for row in expected) / len(expected)


def plumbed_rows(content: bytes) -> list[list[str | None]]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [row for page in pdf.pages for table in page.extract_tables() for row in table]


def cases(corpus: Path | None) -> Iterator[tuple[str, dict, bytes]]:
    for path in sorted(GOLDEN.glob("*/expected.toml")):
        expected = tomllib.loads(path.read_text(encoding="utf-8"))
        source = next(path.parent.glob("input.pdf"), None)
        if "sample" in expected:
            source = SAMPLE / expected["sample"]
        elif corpus and "corpus" in expected:
            source = corpus / expected["corpus"]
        if source and "passages" in expected:
            yield path.parent.name, expected, source.read_bytes()


def structure(expected: dict, document: Document) -> list[str]:
    """Found of how many there are, where they were counted."""
    kinds = Counter(str(block.kind) for block in document.blocks)
    seen = expected.get("seen", {})
    return [f"{kinds[kind]}/{seen[kind]}" if kind in seen else "" for kind in KINDS]


def attempt(read: Callable[[bytes], str], content: bytes) -> str:
    try:
        return read(content)
    except DocumentError:
        return ""


def repeated(content: bytes, pages: int = PAGES) -> bytes:
    """A PDF of so many pages: those of `content`, over and over."""
    import pypdfium2

    source, made = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    while len(made) < pages:
        made.import_pages(source, list(range(min(len(source), pages - len(made)))))
    out = io.BytesIO()
    made.save(out)
    made.close()
    source.close()
    return out.getvalue()


def measure(reader: str, path: Path, rounds: int) -> tuple[float, float]:
    """Seconds of processor time of the middle round, and the peak memory in MiB, in a process of its own."""
    command = [sys.executable, "-m", "bench.extract_pdf", "--measure", reader, str(path), "--rounds", str(rounds)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, memory = answer.stdout.split()
    return float(seconds), float(memory)


def measured_here(reader: str, path: Path, rounds: int) -> None:
    content, read = path.read_bytes(), READERS[reader]
    if reader == "ours":  # The dictionaries are loaded once for all publications of a run.
        extract_pdf((GOLDEN / "questions-with-bullets" / "input.pdf").read_bytes())
    times = []
    for _ in range(rounds):
        started = time.process_time()
        read(content)
        times.append(time.process_time() - started)
    print(statistics.median(times), peak())


def peak() -> float:
    """MiB; on Linux what getrusage says would count the memory of the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists() and (kept := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))):
        return int(kept[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(corpus: Path | None, rounds: int) -> None:
    """Print what each reader finds, and with `rounds` its speed and memory, the middle round counting."""
    measured = [*cases(corpus)]
    passages = sum(len(expected["passages"]) for _, expected, _ in measured)
    print(f"Text: share of words found in place and in order, on {passages} passages")
    print(f"{'':38}" + "".join(f"{name:>12}" for name in READERS) + "   headings lists rows notes: found/counted")
    scores: dict[str, list[float]] = {name: [] for name in READERS}
    for name, expected, content in measured:
        line = []
        for reader, read in READERS.items():
            score = text_score(expected["passages"], attempt(read, content))
            scores[reader].append(score)
            line.append(f"{100 * score:11.1f}%")
        counts = structure(expected, extract_pdf(content))
        print(f"{name:38}" + "".join(line) + "   " + " ".join(f"{count:>7}" for count in counts))
    print(f"{'all':38}" + "".join(f"{100 * statistics.mean(scores[name]):11.1f}%" for name in READERS))
    print("\nTables: share of rows found whole, of those that people described")
    for name, expected, content in measured:
        if corpus and "groundtruth" in expected:
            rows = rows_of(corpus / expected["groundtruth"])
            mine = [block.cells for block in extract_pdf(content).blocks if block.kind == "table_row"]
            line = f"{name:38}{len(rows):4} rows   ours {share_of_rows(rows, mine):6.1%}"
            if "pdfplumber" in READERS:
                line += f"   pdfplumber {share_of_rows(rows, plumbed_rows(content)):6.1%}"
            print(line)
    if not rounds:
        return
    print(f"\nSpeed and memory on {PAGES} pages (pages/s, MiB, seconds against pypdfium2's plain text)")
    with tempfile.TemporaryDirectory() as folder:
        for name, _, content in measured:
            (long := Path(folder) / "long.pdf").write_bytes(repeated(content))
            (short := Path(folder) / "short.pdf").write_bytes(repeated(content, SLOW_PAGES))
            speeds = {}
            for reader in READERS:
                path, pages = (short, SLOW_PAGES) if reader in ("pypdf", "pdfplumber") else (long, PAGES)
                seconds, memory = measure(reader, path, rounds)
                speeds[reader] = pages / seconds, memory
            line = [
                f"{reader} {speed:5.0f} {memory:5.0f} {speeds['pypdfium2'][0] / speed:5.1f}x"
                for reader, (speed, memory) in speeds.items()
            ]
            print(f"{name:38}" + "   ".join(line), flush=True)


if __name__ == "__main__":  # how `measure` asks for a process of its own
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", nargs=2)
    parser.add_argument("--rounds", type=int)
    options = parser.parse_args()
    measured_here(options.measure[0], Path(options.measure[1]), options.rounds)
