"""Whatever a publisher sends, reading it ends: in a document or in a named error, within time and memory."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import Damaged, DocumentError, HttpError, NeedsOcr, NoText, TooHard, UnsupportedMedia, Walled
from curation.extract import extract, read_here
from curation.extract.apart import Readers
from tests.curation.conftest import pdf_that_bursts, written_pdf
from tests.curation.office import SENTENCE, archive, chapter, docx, epub, p, table


@pytest.fixture
def readers():
    made = []

    def make(**limits):
        made.append(Readers(**limits))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_process_is_used_again_and_replaced_when_somebody_kills_it(readers):
    reading = readers(processes=1)
    first = reading.run(os.getpid)
    assert first not in (os.getpid(), None)
    assert reading.run(os.getpid) == first
    os.kill(first, signal.SIGKILL)
    assert reading.run(os.getpid) not in (first, os.getpid())


def test_what_takes_too_long_is_ended_and_the_next_document_is_read(readers):
    reading = readers(processes=1, seconds=1)
    with pytest.raises(TooHard, match="more than 1 s"):
        reading.run(time.sleep, 60)
    assert reading.run(abs, -1) == 1


def test_what_takes_too_much_memory_is_refused_by_that_name(readers):
    with pytest.raises(TooHard, match="more than 500 MB of memory"):
        readers(memory=500_000_000).run(bytes, 1_000_000_000)


@pytest.mark.parametrize("way", [(os.abort,), (os._exit, 0), (signal.raise_signal, signal.SIGKILL)])
def test_what_crashes_its_reader_is_damaged_and_the_next_document_is_read(readers, way):
    reading, (job, *arguments) = readers(processes=1), way
    with pytest.raises(Damaged, match="crash"):
        reading.run(job, *arguments)
    assert reading.run(abs, -1) == 1


def test_a_pdf_that_bursts_its_reader_ends_in_a_named_error_and_the_next_one_is_read(readers):
    reading = readers(processes=1, memory=500_000_000, seconds=20)
    with pytest.raises((Damaged, TooHard)):
        reading.run(read_here, "pdf", pdf_that_bursts(), None, "")
    assert reading.run(read_here, "pdf", written_pdf(LINES), None, "").title == "Data policy"


def test_what_a_reader_prints_or_raises_does_not_mix_with_its_answers(readers):
    reading = readers(processes=1)
    assert reading.run(print, "noise") is None
    assert reading.run(abs, -1) == 1
    with pytest.raises(Damaged, match="ValueError"):
        reading.run(int, "no number")


def test_more_threads_than_processes_wait_for_their_turn(readers):
    reading = readers(processes=2)
    seen = set()

    def read(number):
        seen.add(reading.run(os.getpid))
        return reading.run(abs, -number)

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(read, range(90))) == list(range(90))
    assert len(seen) <= 2


def test_many_threads_read_documents_at_once():
    contents = [docx(p(f"{n} {SENTENCE}")) for n in range(40)]
    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(lambda content: extract(content, "").blocks[0].text, contents))
    assert found == [f"{n} {SENTENCE}" for n in range(40)]


ASKING = """
import os, time, threading
from curation.extract.apart import Readers
readers = Readers(seconds=2)
print(readers.run(os.getpid), flush=True)
{then}
time.sleep(60)
"""


@pytest.mark.parametrize("then", ["", "readers.run(time.sleep, 60)"], ids=["waiting", "busy"])
def test_a_process_ends_when_the_one_that_asks_is_killed(then):
    asking = subprocess.Popen([sys.executable, "-c", ASKING.format(then=then)], stdout=subprocess.PIPE, text=True)
    reader = int(asking.stdout.readline())
    time.sleep(0.2)
    asking.kill()
    asking.wait()
    asking.stdout.close()
    until = time.monotonic() + 20
    while is_running(reader) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(reader)


def is_running(process):
    """Whether a process runs: one that ended and that nobody has asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    "error",
    [NeedsOcr(3), NoText(), TooHard("why"), Walled("login"), UnsupportedMedia("a/b", "what"), HttpError("u", 503, 7)],
    ids=lambda error: error.kind,
)
def test_an_error_is_the_same_after_it_came_from_another_process(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_no_thread_is_left_behind():
    extract(docx(p(SENTENCE)), "")
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer) and thread.is_alive()]


# Files with mistakes in them, thousands of them

REFERENCE = '<w:r><w:footnoteReference w:id="1"/></w:r>'
WORD = docx(
    p("Purpose", settings='<w:outlineLvl w:val="0"/>'),
    p(SENTENCE, REFERENCE),
    p("item", settings='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    table(("Need", "Answer"), ("Water", "Wells")),
    footnotes=f'<w:footnote w:id="1">{p("See the law.")}</w:footnote>',
)
NOTE = '<aside epub:type="footnote" id="n"><p>See the law.</p></aside>'
BOOK = epub(
    {
        "nav.xhtml": chapter("<nav><ol><li>One</li></ol></nav>"),
        "a.xhtml": chapter(
            f'<h1>One</h1><p>{SENTENCE}<a epub:type="noteref" href="#n">1</a></p><ul><li>a</li></ul>{NOTE}'
        ),
    }
)
LINES = [("Data policy", 50, 700, 20), (SENTENCE, 50, 660, 10), ("1 See the law.", 50, 80, 7)]
PDF = written_pdf(LINES, LINES, info="/Title (Data policy) /CreationDate (D:20240528101500Z)")
PAGE = (
    f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Policy</title></head><body><main><h1>Policy</h1>"
    f"<p>{SENTENCE}</p><ul><li>a<ul><li>b</li></ul></li></ul><table><tr><th>Need</th><th>Answer</th></tr><tr><td>Water"
    f"</td><td>Wells</td></tr></table><p>{SENTENCE}</p></main><footer>CC BY 4.0</footer></body></html>"
).encode()
TOKENS = [
    b"\0",
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<!DOCTYPE a [",
    b"-1",
    b"99999999999",
    b"endobj",
    b"<<",
    b"\xff\xfe",
    b"PK\x05\x06",
]


@st.composite
def spoilt(draw, whole):
    """The bytes with up to six places cut out, doubled, or overwritten."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.sampled_from([1, 2, 8, 60, 400]))
        match draw(st.sampled_from(["cut", "double", "overwrite", "insert", "end"])):
            case "cut":
                del content[at : at + length]
            case "double":
                content[at:at] = content[at : at + length] * draw(st.integers(1, 20))
            case "overwrite":
                put = draw(st.binary(min_size=1, max_size=8) | st.sampled_from(TOKENS))
                content[at : at + len(put)] = put
            case "insert":
                content[at:at] = draw(st.sampled_from(TOKENS))
            case "end" if draw(st.integers(0, 3)) == 0:
                del content[at:]
    return bytes(content)


@st.composite
def spoilt_within(draw, whole):
    """The archive with one part spoilt before it was packed, so that the archive itself is sound."""
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = draw(st.sampled_from(sorted(name for name in parts if parts[name])))
    parts[name] = draw(spoilt(parts[name]))
    return archive(parts)


@pytest.mark.parametrize(
    "files",
    [spoilt(WORD) | spoilt_within(WORD), spoilt(BOOK) | spoilt_within(BOOK), spoilt(PDF), spoilt(PAGE)],
    ids=["Word", "EPUB", "PDF", "page"],
)
def test_a_spoilt_file_ends_in_a_document_or_in_a_named_error(files):
    @settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(files, st.sampled_from(["", "text/html", "application/pdf", "application/epub+zip"]))
    def ends(content, media_type):
        with suppress(DocumentError):
            document = extract(content, media_type)
            assert document.blocks
            assert all(block.text.strip() for block in document.blocks)

    ends()
