"""The commands that run no flow: review, accounts, export, one document, lines, packages, the term base, the memory."""

from __future__ import annotations

import argparse
import getpass
import io
import json
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from rich.console import Console
from rich.table import Table

from curation.accounts import Account
from curation.dates import french_day
from curation.errors import CurationError, NeedsOcr
from curation.export import ExportReport
from flows.report import DONE, WIDTH
from flows.running import NotReady
from flows.settings import from_environment
from flows.steps import follow_glossary
from flows.wiring import now, session_secret, wired
from glossary.keeping import Glossary
from glossary.termbase import TermBase

if TYPE_CHECKING:
    from curation.extract.confidence import Confidence
    from curation.model import Fetched
    from translation.document import Document
    from translation.engine import MachineTranslator

LINES_AT_ONCE: Final = 512
REFUSED_SHOWN: Final = 20


class AddParser(Protocol):
    """What argparse's sub-commands are added with."""

    def __call__(self, name: str, *, help: str = ...) -> argparse.ArgumentParser: ...


def expected_errors() -> tuple[type[Exception], ...]:
    """The errors that carry a sentence for the person at the terminal."""
    from glossary.exchange import GlossaryError
    from translation.engine import EngineError
    from translation.package_errors import PackageError
    from translation.tmx import TmxError

    return (CurationError, EngineError, GlossaryError, NotReady, PackageError, TmxError)


def review(options: argparse.Namespace) -> int:
    """Serve the review pages until stopped."""
    import uvicorn

    from curation.alternatives import Alternatives
    from curation.web.app import create_app

    settings = from_environment()
    with wired(settings) as w:
        if not w.accounts.list():
            raise NotReady("nobody can sign in yet; first: dragoman user add YOUR-NAME --role admin")
        follow_glossary(settings)
        app = create_app(
            w.catalog,
            w.accounts,
            w.glossary,
            w.blobs,
            secret=session_secret(settings),
            four_eyes=settings.four_eyes,
            sources=lambda: w.sources,
            alternatives=Alternatives(lambda: w.engine),
        )
        with _listening(options.host, options.port) as listener:
            print(f"Review at http://{options.host}:{listener.getsockname()[1]} (Ctrl+C ends it)", flush=True)
            print(settings.who_approves, flush=True)
            # Only a proxy on this machine is believed when it says who asks and whether that came over https.
            config = uvicorn.Config(app, log_level="warning", server_header=False, forwarded_allow_ips="127.0.0.1,::1")
            server = uvicorn.Server(config)
            with suppress(KeyboardInterrupt):  # the usual way to end it
                server.run(sockets=[listener])
    return DONE


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise NotReady(f"cannot listen on {host}:{port} ({why}); choose another with --port") from error


def user_add(options: argparse.Namespace) -> int:
    with wired(from_environment()) as w:
        actor = w.accounts.add(options.name, _password(), options.role, email=options.email, at=now())
    print(f"{actor.name} may now sign in as {actor.role}.")
    return DONE


def user_list(options: argparse.Namespace) -> int:
    with wired(from_environment()) as w:
        _print_table(("name", "role", "state"), ((a.name, a.role, _state(a)) for a in w.accounts.list()))
    return DONE


def user_role(options: argparse.Namespace) -> int:
    with wired(from_environment()) as w:
        w.accounts.set_role(options.name, options.role)
    print(f"{options.name} is now {options.role}.")
    return DONE


def user_disable(options: argparse.Namespace) -> int:
    with wired(from_environment()) as w:
        w.accounts.disable(options.name, at=now())
    print(f"{options.name} can no longer sign in.")
    return DONE


def user_erase(options: argparse.Namespace) -> int:
    with wired(from_environment()) as w:
        w.accounts.erase(options.name, at=now())
    print(f"{options.name} is erased; the history keeps a pseudonym.")
    return DONE


def export(options: argparse.Namespace) -> int:
    from curation.export import export as write

    with wired(from_environment()) as w:
        report = write(w.catalog.records(), options.folder, french_day(now()), terms=w.glossary.terms)
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        print(_told(report))
    return DONE


def _told(report: ExportReport) -> str:
    kinds = ((report.full, "translation"), (report.links, "link record"), (report.withdrawn, "withdrawn record"))
    held = ", ".join(f"{number} {name}{'s' * (number != 1)}" for number, name in kinds)
    files = f"{len(report.added)} files added, {len(report.changed)} changed, {len(report.removed)} removed"
    return f"{report.folder}: {held}; {files}."


def status(options: argparse.Namespace) -> int:
    with wired(from_environment()) as w:
        counts = w.catalog.counts() | {"to_compare": w.catalog.readings_waiting()}
    if options.json:
        print(json.dumps(counts))
    else:
        _print_table(("what", "how many"), ((name.replace("_", " "), str(n)) for name, n in counts.items()))
    return DONE


def extract_one(options: argparse.Namespace) -> int:
    """Read one document from a file or the web and show it; the database is not touched."""
    from curation.extract import ocr
    from curation.model import Fetched
    from curation.presentation import as_html, as_text
    from translation.document import as_json

    if options.ocr and not ocr.is_installed():
        raise NotReady(f"--ocr needs {ocr.PROGRAM}; on Debian: apt-get install {ocr.PACKAGE}")
    web = options.place.lower().startswith(("http://", "https://"))
    fetched = _fetched(options.place) if web else Fetched("", _bytes(options.place), "", "")
    document, trust = _read(fetched, with_ocr=options.ocr)
    if options.format == "json":
        print(json.dumps(as_json(document) | {"confidence": asdict(trust)}, ensure_ascii=False))
        return DONE
    if trust.is_weak:
        print(f"this text may have been read badly ({_told_trust(trust)}): compare it", file=sys.stderr)
    print(as_html(document) if options.format == "html" else as_text(document))
    return DONE


def _told_trust(trust: Confidence) -> str:
    return ", ".join(f"{observation.sign} {observation.value:.0%}" for observation in trust.observations)


def _fetched(url: str) -> Fetched:
    from curation.fetch import Fetcher
    from curation.model import NotModified

    with Fetcher() as fetcher:
        fetched = fetcher.fetch(url, local=True)  # whoever types an address means it
    assert not isinstance(fetched, NotModified)  # nothing was known of it
    return fetched


def _read(fetched: Fetched, *, with_ocr: bool) -> tuple[Document, Confidence]:
    from curation.extract import extract, ocr
    from curation.extract.confidence import CERTAIN, confidence

    content, media_type, url, charset = fetched.content, fetched.media_type, fetched.url or None, fetched.charset
    try:
        document = extract(content, media_type, url, charset)
        return document, confidence(content, media_type, document, url, charset)
    except NeedsOcr:
        if not with_ocr:
            raise
        return ocr.extract_pictures(content, _told_page), CERTAIN  # there is no other reading to compare it with


def _told_page(page: int, pages: int) -> None:
    print(f"recognising page {page} of {pages}", file=sys.stderr, flush=True)


def translate(options: argparse.Namespace) -> int:
    """One line in, one line out, in order; a few hundred lines at a time."""
    from translation.terminology import term_uses

    terms = _term_list(options.terms)
    engine = _engine(options.engine)
    with _opened(options.file) as lines:
        for batch in _batches(line.rstrip("\r\n") for line in lines):
            for source, hypothesis in zip(batch, engine.translate(batch, terms=terms), strict=True):
                if not options.jsonl:
                    print(hypothesis.text)
                    continue
                uses = term_uses(terms, source, hypothesis.text) if terms else []
                used = [{"source": u.match.term.source, "target": u.match.term.target, "use": u.use} for u in uses]
                line = {"source": source, "target": hypothesis.text, "score": hypothesis.score, "terms": used}
                line["forced"] = [asdict(term) for term in hypothesis.forced]
                print(json.dumps(line, ensure_ascii=False))
    return DONE


def model_install(options: argparse.Namespace) -> int:
    from translation import packages
    from translation.engine import ArgosTranslator

    folder = from_environment().models
    if options.file and options.file.is_dir():
        package = packages.install_folder(options.file, folder)
    elif options.file:
        package = packages.install_file(options.file, folder)
    elif options.index:
        package = packages.install_from_index(folder, options.index)
    else:
        package = packages.install_from_index(folder)
    print(f"Installed {package.from_code} → {package.to_code} {package.version} ({package.fingerprint[:12]}).")
    (said,) = ArgosTranslator(package).translate([packages.TRIAL])
    print(f"It translates “{packages.TRIAL}” as “{said}”")
    return DONE


def model_list(options: argparse.Namespace) -> int:
    from translation import packages

    folder = from_environment().models
    packages.ensure_starter(folder)
    used = packages.newest(folder)
    rows = (
        (f"{p.from_code} → {p.to_code}", p.kind, p.version, p.fingerprint[:12], p.origin, "used" if p == used else "")
        for p in packages.installed(folder)
    )
    _print_table(("languages", "kind", "version", "fingerprint", "from", ""), rows)
    return DONE


def memory_export(options: argparse.Namespace) -> int:
    """Write what people approved, and what was imported, as TMX."""
    from translation.tmx import write_tmx

    with wired(from_environment()) as w:
        written = write_tmx(w.catalog.memory().units(), options.file)
    print(f"{written} pair{'s' * (written != 1)} written to {options.file}.")
    return DONE


def memory_import(options: argparse.Namespace) -> int:
    """Take the pairs of a TMX file into the memory, each once; what is refused is counted and told."""
    from translation.memory import MemoryUnit
    from translation.tmx import read_tmx

    pairs, refused = [], []
    for one in read_tmx(options.file):
        if isinstance(one, MemoryUnit):
            pairs.append(one)
        else:
            refused.append(one)
    with wired(from_environment()) as w:
        report = w.catalog.import_units(pairs, now())
    print(f"{report.new} new, {report.same} already there, {len(refused)} refused.")
    for one in refused[:REFUSED_SHOWN]:
        print(f"refused: line {one.line}: {one.why}")
    if len(refused) > REFUSED_SHOWN:
        print(f"and {len(refused) - REFUSED_SHOWN} more")
    return DONE


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password (10 characters or more): ")
    if first != getpass.getpass("Once more: "):
        raise NotReady("the two passwords differ; nothing was changed")
    return first


def _state(account: Account) -> str:
    return "active" if account.disabled_at is None else "disabled"


def _bytes(place: str) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise NotReady(f"cannot read {place}: {error.strerror}") from error


def _engine(address: str) -> MachineTranslator:
    with wired(replace(from_environment(), engine=address)) as w:
        return w.engine


def _term_list(wanted: str) -> TermBase | None:
    from glossary.exchange import read_tsv

    if wanted == "none":
        return None
    return TermBase(read_tsv(Path(wanted))) if wanted else Glossary(from_environment().glossary).terms


def _opened(file: str) -> TextIO:
    """The text of a file or of standard input: UTF-8, with or without its mark, each line ended by a line feed."""
    if file == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", newline="\n")
        return sys.stdin
    try:
        return Path(file).open(encoding="utf-8-sig", newline="\n")
    except OSError as error:
        raise NotReady(f"cannot read {file}: {error.strerror}") from error


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(lines)
    while batch := list(islice(waiting, LINES_AT_ONCE)):
        yield batch


def _print_table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    _console().print(table)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, emoji=False, markup=False)
