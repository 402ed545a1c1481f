"""What a run says at its end: a table to read, a JSON object to script against, and an exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from curation.watching import Outcome, SourceReport
from flows.mail import MailReport
from flows.steps import DraftReport

DONE, WITH_FAILURES, NOT_READY = 0, 1, 2
WIDTH = 110
BACKING_OFF = "held"  # what a source that is left to wait after failures reports


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run: how each source went, what became of each revision that had no draft, and of each digest by mail.

    `translated_by` is the server that was to translate, "" when no text was to leave this machine.
    """

    sources: Sequence[SourceReport] = ()
    drafts: Sequence[DraftReport] = ()
    asked_for: bool = False
    translated_by: str = ""
    mails: Sequence[MailReport] = ()

    @property
    def drafted(self) -> Counter[str]:
        """How many drafts were queued for each source."""
        return Counter(report.source_id for report in self.drafts if report.draft_id is not None)

    @property
    def news(self) -> int:
        return sum(report.new + report.changed for report in self.sources)

    @property
    def status(self) -> int:
        """1 when a source, a document or a mail failed, else 0.

        A source that cannot be reached counts only when it was asked for by name: a machine without the web must
        still be able to end a run well.
        """
        failed = any(report.outcome is Outcome.FAILED for report in self.sources)
        silent = self.asked_for and any(report.outcome is Outcome.UNREACHABLE for report in self.sources)
        undrafted = any(report.failure for report in self.drafts)
        unsent = any(mail.kind for mail in self.mails)
        return WITH_FAILURES if failed or silent or undrafted or unsent else DONE

    def as_json(self) -> dict[str, Any]:
        """Everything the run knows, as plain values."""
        drafted = self.drafted
        return {
            "sources": [{**asdict(report), "drafted": drafted[report.source_id]} for report in self.sources],
            "drafts": [asdict(report) for report in self.drafts],
            "new": sum(report.new for report in self.sources),
            "changed": sum(report.changed for report in self.sources),
            "drafted": drafted.total(),
            "translated_by": self.translated_by,
            "mails": [asdict(report) for report in self.mails],
            "status": self.status,
        }


def show(report: RunReport, console: Console) -> None:
    """Print the table, what failed with its reason, and what to do next."""
    if report.sources:
        console.print(_table(report))
    for draft in report.drafts:
        if draft.failure:
            console.print(f"[red]not drafted[/red] {escape(f'{draft.failure.url}: {draft.failure.message}')}")
    for mail in report.mails:
        if mail.kind:
            console.print(f"[red]not mailed[/red] {escape(f'{mail.email}: {mail.message}')}")
    if report.drafted and report.translated_by:
        sent = f"These documents were sent to the translation server {report.translated_by}."
        console.print(f"[yellow]{escape(sent)}[/yellow]")
    if summary := _summary(report):
        console.print(f"\n{summary}")


def _table(report: RunReport) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("source", no_wrap=True)
    for heading in ("found", "new", "changed", "drafted", "failed"):
        table.add_column(heading, justify="right")
    table.add_column("why")
    drafted = report.drafted
    undrafted = Counter(draft.source_id for draft in report.drafts if draft.failure)
    for source in report.sources:
        table.add_row(source.source_id, *_cells(source, drafted[source.source_id], undrafted[source.source_id]))
    return table


def _cells(source: SourceReport, drafted: int, undrafted: int) -> tuple[str, ...]:
    why = escape("\n".join(dict.fromkeys(_reason(source, one.url, one.message) for one in source.failures)))
    if source.outcome in (Outcome.UNREACHABLE, Outcome.HELD):
        return ("", "", "", "", "", f"[yellow]{why}[/yellow]")
    counts = (source.found, source.new, source.changed, drafted, len(source.failures) + undrafted)
    return (*(str(count) if count else "·" for count in counts), f"[red]{why}[/red]")


def _reason(source: SourceReport, url: str, message: str) -> str:
    return (
        message
        if source.outcome in (Outcome.UNREACHABLE, Outcome.HELD)
        else f"{url.rstrip('/').rsplit('/', 1)[-1]}: {message}"
    )


def _summary(report: RunReport) -> str:
    unreachable = sum(source.outcome is Outcome.UNREACHABLE for source in report.sources)
    drafted = report.drafted.total()
    lines = []
    if report.sources and not report.news:
        lines.append("Nothing new.")
    if drafted:
        lines.append(f"{drafted} new draft{'s' if drafted > 1 else ''} in the queue.")
    if waiting := sum(source.to_sort for source in report.sources):
        lines.append(f"{waiting} new publication{'s' if waiting > 1 else ''} to sort: the review pages, 'À trier'.")
    if later := sum(source.later for source in report.sources):
        lines.append(f"{later} left for the next visit, to go easy on their sites.")
    if french := sum(source.in_french for source in report.sources):
        lines.append(f"{french} already published in French by {'its' if french == 1 else 'their'} publisher.")
    if sent := sum(not mail.kind for mail in report.mails):
        lines.append(f"{sent} digest{'s' if sent > 1 else ''} mailed.")
    if unreachable:
        lines.append(f"{unreachable} of {len(report.sources)} sources unreachable; the next run asks again.")
    if held := sum(failure.kind == BACKING_OFF for source in report.sources for failure in source.failures):
        lines.append(f"{held} left to wait; 'dragoman watch --source ID' asks one now.")
    return " ".join(lines)
