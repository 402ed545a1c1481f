"""The commands that run flows: watch, draft, both in one run, publish; one at a time in one home."""

from __future__ import annotations

import argparse
import fcntl
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shutil import which
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from curation.health import LONGEST_WAIT, failures_in_a_row, held_until
from curation.model import Source
from curation.sample import SamplePublisher
from curation.watch_views import Activity
from curation.watching import Failure, Outcome, SourceReport
from flows import steps
from flows.mail import MailNotReady, MailReport, mail_server, send_digests
from flows.report import BACKING_OFF, DONE, WIDTH, RunReport, show
from flows.settings import Settings, from_environment
from flows.wiring import Wired, now, wired
from translation.server import server_at

SEVERAL: Final = 3  # publishers that cannot be reached on one run: then it is our own line
FAILURES_READ: Final = 30  # visits of each source, to know how often it failed in a row

Report = TypeVar("Report")
Result = TypeVar("Result")


class NotReady(Exception):
    """Wrong use, or something that must be there first; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Flows:
    """The three flows, as Prefect runs them or plainly."""

    watch: Callable[..., list[SourceReport]]
    draft: Callable[..., list[steps.DraftReport]]
    publish: Callable[[Settings], list[int]]


def run(options: argparse.Namespace) -> int:
    """Watch, draft what is new, and say how to review."""
    with _running(options, options.engine) as (settings, flows, console):
        report = _watched(options, settings, flows, console)
        _follow_glossary(settings, console)
        _end_quiet_claims(settings, console)
        drafts = _drafted(steps.waiting_revisions(settings), settings, flows, console)
        mails = _mailed(settings, console)
        whole = replace(report, drafts=drafts, translated_by=_server(settings), mails=mails)
        status = _end(whole, options, console)
        if not options.json:
            _say_how_to_review(settings, console)
        return status


def watch(options: argparse.Namespace) -> int:
    with _running(options) as (settings, flows, console):
        return _end(_watched(options, settings, flows, console), options, console)


def draft(options: argparse.Namespace) -> int:
    with _running(options, options.engine) as (settings, flows, console):
        _follow_glossary(settings, console)
        revisions = options.ids or steps.waiting_revisions(settings)
        if not revisions and not options.json:
            console.print("Nothing waits for a draft.")
        drafts = _drafted(revisions, settings, flows, console)
        return _end(RunReport(drafts=drafts, translated_by=_server(settings)), options, console)


def digest(options: argparse.Namespace) -> int:
    """Mail each person what is new for them, where a mail is due."""
    settings, console = from_environment(), console_for(options)
    server = mail_server()
    if server is None:
        raise NotReady("no mail server is set; first: DRAGOMAN_SMTP_HOST and its fellows (docs/courrier.md)")
    with _alone(settings), wired(settings):
        report = RunReport(mails=send_digests(settings, server))
        if not (report.mails or options.json):
            console.print("Nobody is due a mail.")
        return _end(report, options, console)


def publish(options: argparse.Namespace) -> int:
    with _running(options) as (settings, flows, console):
        published = flows.publish(settings)
        if options.json:
            print(json.dumps({"published": published}))
        else:
            console.print(f"{len(published)} approved draft{'s' * (len(published) != 1)} published.")
        return DONE


@contextmanager
def _running(options: argparse.Namespace, engine: str = "") -> Iterator[tuple[Settings, Flows, Console]]:
    settings, console = replace(from_environment(), engine=engine), console_for(options)
    with _alone(settings), wired(settings):
        yield settings, _plain() if options.plain else _prefect(settings), console


def _server(settings: Settings) -> str:
    """The name of the server that translates, "" when this machine does."""
    return server_at(settings.engine).name if settings.engine else ""


def console_for(options: argparse.Namespace) -> Console:
    """Where words go: the screen, or standard error when the output is JSON."""
    return Console(stderr=options.json, width=None if sys.stdout.isatty() else WIDTH, highlight=False, emoji=False)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the home's lock: two runs at once would do the same work twice. The system frees it if we are killed."""
    path = settings.home / "var" / "run.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotReady("another run is under way in this folder; wait until it has ended") from None
        yield


def _plain() -> Flows:
    from flows import plain

    return Flows(plain.watch, plain.draft, plain.publish)


def _prefect(settings: Settings) -> Flows:
    from flows.prefect_home import settle

    settle(settings)
    from flows.draft import draft
    from flows.publish import publish
    from flows.watch import watch

    return Flows(_started(watch), _started(draft), _started(publish))


def _started(flow: Callable[..., Result]) -> Callable[..., Result]:
    """The flow, with Prefect's failure to reach or start its server told in a sentence: no step of ours raises one."""

    def start(*arguments: object) -> Result:
        try:
            return flow(*arguments)
        except RuntimeError as error:
            raise NotReady(f"Prefect cannot run here ({error}); with --plain the same is done without it") from error

    return start


def _watched(options: argparse.Namespace, settings: Settings, flows: Flows, console: Console) -> RunReport:
    sources = _chosen(options, settings)
    with ExitStack() as stack:
        if any(source.sample for source in sources):
            routes = stack.enter_context(SamplePublisher()).routes
            settings = replace(settings, routes=tuple(routes.items()))
        w = stack.enter_context(wired(settings))
        held = {} if options.source else _held(w, sources)
        ids = [source.id for source in sources if source.id not in held]
        reports = _with_progress("watching", flows.watch, ids, settings, console)
        _forgive_the_line(w, sources, reports)
    by_id = held | {report.source_id: report for report in reports}
    return RunReport(sources=[by_id[source.id] for source in sources], asked_for=bool(options.source))


def _held(w: Wired, sources: Sequence[Source]) -> dict[str, SourceReport]:
    """The sources that failed again and again, and whose time has not come: they are left alone, and said so."""
    activity, moment = w.catalog.activity(FAILURES_READ), now()
    held = {}
    for source in sources:
        checks = activity.get(source.id, Activity()).checks
        until = held_until(source.id, checks)
        # Further ahead than any wait lies only what a wrong clock wrote down.
        if until is not None and moment < until <= moment + LONGEST_WAIT:
            waits = _waits(source, len(failures_in_a_row(checks)), until)
            held[source.id] = SourceReport(source.id, source.organisation, Outcome.HELD, failures=(waits,))
    return held


def _waits(source: Source, failures: int, until: datetime) -> Failure:
    words = f"failed {failures} times in a row, is asked again after {until.astimezone():%d %B, %H:%M}"
    return Failure(source.url, BACKING_OFF, words)


def _forgive_the_line(w: Wired, sources: Sequence[Source], reports: Sequence[SourceReport]) -> None:
    """When not one of many publishers on the web could be reached, the line is down: that is no fault of theirs."""
    near = {source.id for source in sources if source.local or source.sample}
    far = [report for report in reports if report.source_id not in near]
    if len(far) >= SEVERAL and all(report.outcome is Outcome.UNREACHABLE for report in far):
        w.catalog.forgive([report.source_id for report in far])


def _chosen(options: argparse.Namespace, settings: Settings) -> list[Source]:
    wanted = chosen(options.source, settings)
    left = [source for source in wanted if not (options.no_sample and source.sample)]
    if not left:
        raise NotReady("no source to watch is left; 'dragoman sources list' shows what there is")
    return left


def chosen(ids: Sequence[str] | None, settings: Settings) -> list[Source]:
    """The sources of these ids, each once, or all when none is named; NotReady for one that nobody knows."""
    with wired(settings) as w:
        known = w.watch_list
    unknown = [name for name in ids or () if name not in known]
    if unknown:
        raise NotReady(f"no source called {', '.join(unknown)}; 'dragoman sources list' shows them")
    return [known[name] for name in dict.fromkeys(ids or known)]


def _follow_glossary(settings: Settings, console: Console) -> None:
    touched = steps.follow_glossary(settings)
    segments = sum(map(len, touched.values()))
    if segments:
        console.print(
            f"The glossary has changed: {segments} segment{'s' * (segments != 1)} of {len(touched)} "
            f"draft{'s' * (len(touched) != 1)} that wait{'s' * (len(touched) == 1)} for review should be looked at."
        )


def _end_quiet_claims(settings: Settings, console: Console) -> None:
    ended = len(steps.end_quiet_claims(settings))
    if ended:
        console.print(
            f"{ended} draft{'s' * (ended != 1)} that nobody went on with for a day "
            f"{'is' if ended == 1 else 'are'} back in the queue, with all work kept."
        )


def _mailed(settings: Settings, console: Console) -> Sequence[MailReport]:
    """The digests of a run, where a mail server is set; one that is set wrong is told, and stops nothing."""
    try:
        server = mail_server()
        return () if server is None else send_digests(settings, server)
    except MailNotReady as error:
        console.print(f"no mails: {error}", style="yellow", markup=False)
        return ()


def _drafted(revisions: Sequence[int], settings: Settings, flows: Flows, console: Console) -> list[steps.DraftReport]:
    return _with_progress("drafting", flows.draft, revisions, settings, console) if revisions else []


def _with_progress(
    words: str, flow: Callable[..., list[Report]], ids: Sequence[object], settings: Settings, console: Console
) -> list[Report]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(words, total=len(ids))
        return flow(ids, settings, lambda _: progress.advance(bar))


def _end(report: RunReport, options: argparse.Namespace, console: Console) -> int:
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        show(report, console)
    return report.status


def _say_how_to_review(settings: Settings, console: Console) -> None:
    with wired(settings) as w:
        waiting, people, doubtful = w.catalog.counts()["queued"], w.accounts.list(), w.catalog.readings_waiting()
    if doubtful:
        console.print(
            f"{doubtful} publication{'s' * (doubtful != 1)} may have been read badly: somebody should compare before "
            "they are drafted, on the page “À vérifier” of the review."
        )
    console.print(f"{waiting} draft{'s' * (waiting != 1)} wait{'s' * (waiting == 1)} for review.")
    if not people:
        console.print(f"First make yourself an account:  {_program()} user add YOUR-NAME --role admin")
    console.print(f"To read and approve them in a browser:  {_program()} review")
    console.print(settings.who_approves)


def _program() -> str:
    """How this program was called, so that its advice can be pasted: "dragoman", or ".venv/bin/dragoman"."""
    called = Path(sys.argv[0])
    return "dragoman" if which("dragoman") == str(called.resolve()) or called.name != "dragoman" else sys.argv[0]
