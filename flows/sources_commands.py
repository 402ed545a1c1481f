"""The commands about the watch list: how the sources are, what they answer now, what an address would give, OPML."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from curation.advice import advice
from curation.blobs import write_whole
from curation.courtesy import Courtesy, HostMemory
from curation.errors import CurationError, Unforeseen, Unreachable
from curation.fetch import Fetcher, user_agent
from curation.model import Source
from curation.opml import left_out, read_opml, write_opml
from curation.relevance import theme_label
from curation.sample import SamplePublisher
from curation.trying import NoMemory, Preview, Trial, listed, offered, try_address
from curation.watchlist import as_toml, own_watch_list, with_added
from flows import sources_report
from flows.plain import AT_ONCE
from flows.report import DONE, WITH_FAILURES
from flows.running import NotReady, chosen, console_for
from flows.settings import Settings, from_environment
from flows.wiring import now, wired

REFS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered when it was asked: how many publications and the newest one's date, or the error."""

    source: str
    found: int = 0
    newest: str = ""
    kind: str = ""
    message: str = ""
    advice: str = ""


def list_(options: argparse.Namespace) -> int:
    """How each source is, from what its visits left behind; nothing is asked."""
    with wired(from_environment()) as w:
        sources, activity = w.sources, w.catalog.activity()
    if options.json:
        print(json.dumps(sources_report.as_json(sources, activity, now()), ensure_ascii=False))
    else:
        console_for(options).print(sources_report.table(sources, activity, now()))
    return DONE


def check(options: argparse.Namespace) -> int:
    """Ask each source for its list now, and say what it answers; nothing is recorded but what its server asks of us."""
    settings, console = from_environment(), console_for(options)
    sources = chosen(options.ids, settings)
    samples = any(source.sample for source in sources)
    with wired(settings) as w, _polite(settings, w.catalog, samples=samples) as fetcher:
        answers = _each(sources, lambda source: _answer(fetcher, source), console)
    if options.json:
        print(json.dumps({"sources": [asdict(answer) for answer in answers]}, ensure_ascii=False))
    else:
        console.print(_answers_table(answers))
    wrong = [answer for answer in answers if answer.kind and (options.ids or answer.kind != Unreachable.kind)]
    return WITH_FAILURES if wrong else DONE


def try_(options: argparse.Namespace) -> int:
    """Show what an address would give as a source, and the entry for it; nothing is kept."""
    if not options.url.lower().startswith(("http://", "https://")):
        raise NotReady(f"{options.url} is no web address: it should begin with https://")
    console = console_for(options)
    with _polite(from_environment(), NoMemory()) as fetcher, console.status("asking politely ..."):
        # Whoever types an address means it, also one on their own network.
        trial = try_address(fetcher, options.url, read=options.read, local=True)
    if options.json:
        print(json.dumps(_trial_as_json(trial), ensure_ascii=False))
    else:
        _show(trial, console)
    return WITH_FAILURES if trial.error and not trial.offers else DONE


def import_(options: argparse.Namespace) -> int:
    """Add the feeds of an OPML file to the watch list of one's own."""
    settings = from_environment()
    content = _read(options.file)
    path = settings.sources or settings.own_sources
    text = path.read_text("utf-8") if path.exists() else own_watch_list()
    longer, added = with_added(text, read_opml(content))
    if added:
        write_whole(path, longer.encode())
    for reason in left_out(content):
        print(f"left out: {reason}")
    print(f"{len(added)} source{'s' * (len(added) != 1)} added to {path}." if added else "Nothing new in it.")
    return DONE


def export(options: argparse.Namespace) -> int:
    """Write the watch list as OPML."""
    with wired(from_environment()) as w:
        sources = [source for source in w.sources if not source.sample]
    write_whole(options.file, write_opml(sources))
    print(f"{len(sources)} sources written to {options.file}.")
    return DONE


@contextmanager
def _polite(settings: Settings, memory: HostMemory, *, samples: bool = False) -> Iterator[Courtesy]:
    """A fetcher with good manners, and the sample publisher where it is asked for."""
    agent = user_agent(settings.contact)
    if samples:
        with SamplePublisher() as sample, Fetcher(user_agent=agent, routes=sample.routes) as fetcher:
            yield Courtesy(fetcher, memory, now)
    else:
        with Fetcher(user_agent=agent) as fetcher:
            yield Courtesy(fetcher, memory, now)


def _each(sources: Sequence[Source], ask: Callable[[Source], Answer], console: Console) -> list[Answer]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = pool.map(ask, sources)
        shown = track(asked, "asking", len(sources), console=console, transient=True, disable=not console.is_terminal)
        return list(shown)


def _answer(fetcher: Courtesy, source: Source) -> Answer:
    try:
        refs = listed(fetcher, source)
    except Exception as problem:  # One publisher's oddity must not keep the others from being asked.
        error = problem if isinstance(problem, CurationError) else Unforeseen(problem)
        return Answer(source.id, kind=error.kind, message=str(error), advice=advice(error.kind, str(error)).english)
    return Answer(source.id, len(refs), max((ref.published[:10] for ref in refs), default=""))


def _answers_table(answers: Sequence[Answer]) -> Table:
    table = _table("source", "lists", "newest", "what is wrong, and what to do")
    for answer in answers:
        wrong = f"[red]{escape(answer.message)}[/red]; {escape(answer.advice)}" if answer.kind else ""
        table.add_row(answer.source, "" if answer.kind else str(answer.found), answer.newest, wrong)
    return table


def _show(trial: Trial, console: Console) -> None:
    console.print(f"[bold]{trial.source.kind}[/bold] {escape(trial.source.url)}")
    if trial.error:
        console.print(f"[red]{escape(trial.error)}[/red]")
    if trial.refs:
        console.print(f"It lists {len(trial.refs)} publication{'s' * (len(trial.refs) != 1)}:")
        table = _table("date", "title", "address")
        for ref in trial.refs[:REFS_SHOWN]:
            table.add_row(ref.published[:10], escape(ref.title), escape(ref.url))
        console.print(table)
    for preview in trial.previews:
        console.print(_told(preview))
    for offer in trial.offers:
        words = f"{offer.proposal.kind} {offer.proposal.url} ({offer.entries} listed, {offer.proposal.why})"
        console.print(f"[bold]Better:[/bold] {escape(words)}")
    best = offered(trial.offers[0], trial) if trial.offers else trial.source
    console.print("\nTo watch it, put this into the watch list and fill in who publishes:\n")
    console.print(as_toml(best), markup=False, soft_wrap=True)


def _told(preview: Preview) -> str:
    if preview.error or preview.judgement is None:
        return f"- {escape(preview.title or preview.ref.url)}: [red]{escape(preview.error)}[/red]"
    judged = preview.judgement
    reasons = ", ".join(f"{theme_label(one.theme, 'en')} ({', '.join(one.phrases)})" for one in judged.reasons[:3])
    french = f"; in French: {judged.french_address} ({judged.french_evidence})" if judged.french_address else ""
    facts = f"{preview.words} words, {preview.lang or 'language unsure'}, licence {preview.licence or 'unknown'}"
    return (
        f"- {escape(preview.title)}: {facts}; relevance {judged.score:.2f}, {judged.triage}: {escape(reasons + french)}"
    )


def _trial_as_json(trial: Trial) -> dict[str, Any]:
    best = offered(trial.offers[0], trial) if trial.offers else trial.source
    return {**asdict(trial), "found": len(trial.refs), "entry": as_toml(best)}


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotReady(f"cannot read {file}: {error.strerror}") from error
