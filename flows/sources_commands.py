"""The commands about the watch list: how the sources are, what they answer now, what an address would give, OPML."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

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
from curation.trying import Preview, ReadOnly, Trial, listed, offered, try_address
from curation.watch_views import Host
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
    settings, console = from_environment(), console_for(options)
    try:
        with _polite(settings, ReadOnly(_known_hosts(settings))) as fetcher, console.status("asking politely ..."):
            # Whoever types an address means it, also one on their own network.
            trial = try_address(fetcher, options.url, read=options.read, local=True)
    except CurationError as error:
        return _cannot_be_tried(options, error)
    best = replace(_best(trial), **({"organisation": options.organisation} if options.organisation else {}))
    if options.json:
        print(json.dumps({**asdict(trial), "found": len(trial.refs), "entry": as_toml(best)}, ensure_ascii=False))
    else:
        _show(trial, console)
        if not options.add:
            console.print("\nTo watch it: the same command with --add, or this in your watch list:\n")
            console.print(as_toml(best), markup=False, soft_wrap=True)
    if options.add:
        _say_added(_added(settings, [best]), settings, console)
    return WITH_FAILURES if trial.error and not trial.offers else DONE


def _cannot_be_tried(options: argparse.Namespace, error: CurationError) -> int:
    told = Answer(options.url, kind=error.kind, message=str(error), advice=advice(error.kind, str(error)).english)
    print(json.dumps(asdict(told)) if options.json else f"{options.url}: {_with_advice(told)}")
    return WITH_FAILURES


def import_(options: argparse.Namespace) -> int:
    """Add the feeds of an OPML file to the watch list of one's own."""
    settings, content = from_environment(), _read(options.file)
    added = _added(settings, read_opml(content))
    for reason in left_out(content):
        print(f"left out: {reason}")
    _say_added(added, settings, Console(highlight=False, soft_wrap=True))
    return DONE


def export(options: argparse.Namespace) -> int:
    """Write the watch list as OPML."""
    with wired(from_environment()) as w:
        sources = [source for source in w.sources if not source.sample]
    write_whole(options.file, write_opml(sources))
    print(f"{len(sources)} sources written to {options.file}.")
    return DONE


def _added(settings: Settings, new: Sequence[Source]) -> list[Source]:
    """Put these into the watch list of one's own, which begins as a copy of the one that ships; those that were new."""
    path = settings.sources or settings.own_sources
    text = path.read_text("utf-8") if path.exists() else own_watch_list()
    longer, added = with_added(text, new)
    if added:
        write_whole(path, longer.encode())
    return added


def _say_added(added: Sequence[Source], settings: Settings, console: Console) -> None:
    path = settings.sources or settings.own_sources
    names = ", ".join(source.id for source in added)
    said = f"{len(added)} source{'s' * (len(added) != 1)} added to {path}: {names}." if added else "Nothing new in it."
    console.print(said, markup=False, soft_wrap=True)


@contextmanager
def _polite(settings: Settings, memory: HostMemory, *, samples: bool = False) -> Iterator[Courtesy]:
    """A fetcher with good manners, and the sample publisher where it is asked for."""
    with ExitStack() as stack:
        routes = stack.enter_context(SamplePublisher()).routes if samples else {}
        fetcher = stack.enter_context(Fetcher(user_agent=user_agent(settings.contact), routes=routes))
        yield Courtesy(fetcher, memory, now)


def _known_hosts(settings: Settings) -> dict[str, Host]:
    """What hosts asked for before, a wait above all; nothing where there is no catalog yet."""
    if not settings.database.exists():
        return {}
    with wired(settings) as w:
        return w.catalog.hosts()


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
        wrong = f"[red]{escape(_with_advice(answer))}[/red]" if answer.kind else ""
        table.add_row(answer.source, "" if answer.kind else str(answer.found), answer.newest, wrong)
    return table


def _with_advice(answer: Answer) -> str:
    return f"{answer.message}. {answer.advice}" if answer.advice else answer.message


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


def _told(preview: Preview) -> str:
    if preview.error or preview.judgement is None:
        return f"- {escape(preview.title or preview.ref.url)}: [red]{escape(preview.error)}[/red]"
    judged = preview.judgement
    reasons = ", ".join(f"{theme_label(one.theme, 'en')} ({', '.join(one.phrases)})" for one in judged.reasons[:3])
    french = (
        f"; in French: {judged.french_address} ({judged.french_evidence.partition(':')[0]})"
        if judged.french_address
        else ""
    )
    facts = f"{preview.words} words, {preview.lang or 'language unsure'}, licence {preview.licence or 'unknown'}"
    return (
        f"- {escape(preview.title)}: {facts}; relevance {judged.score:.2f}, {judged.triage}: {escape(reasons + french)}"
    )


def _best(trial: Trial) -> Source:
    return offered(trial.offers[0], trial) if trial.offers else trial.source


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
