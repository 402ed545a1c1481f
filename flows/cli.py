"""The command line: what may be asked, and the exit status that answers (0 done, 1 something failed, 2 not ready)."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from curation.accounts import ROLES
from flows import commands, glossary_commands, glossary_exchange, glossary_learning, running, sources_commands
from flows.report import DONE, NOT_READY

EPILOG = "Everything stays in this folder, or in the one that DRAGOMAN_HOME names."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status; a mistake of use or a missing part is one sentence, not a trace."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # French goes out whole in any locale
    try:
        return int(options.command(options))
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except UnicodeDecodeError as error:
        print(f"dragoman: not UTF-8 text (byte {error.start}): save it as UTF-8 first", file=sys.stderr)
        return NOT_READY
    except commands.expected_errors() as error:
        print(f"dragoman: {error}", file=sys.stderr)
        return NOT_READY
    except OSError as error:  # a folder that cannot be written, a full disk
        print(f"dragoman: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return NOT_READY
    except KeyboardInterrupt:
        print("dragoman: stopped; the same command goes on where this one ended", file=sys.stderr)
        return NOT_READY


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="dragoman", description=__doc__, epilog=EPILOG)
    top.add_argument("--version", action="version", version=f"dragoman {version('dragoman')}")
    add = top.add_subparsers(required=True, metavar="COMMAND").add_parser
    _flow_commands(add)
    _digest_command(add)
    _review_commands(add)
    _catalog_commands(add)
    _source_commands(add)
    _document_commands(add)
    _glossary_commands(add)
    return top


def _flow_commands(add: commands.AddParser) -> None:
    run = add("run", help="watch the sources and draft what is new: the main job")
    run.set_defaults(command=running.run)
    watch = add("watch", help="watch the sources, without drafting")
    watch.set_defaults(command=running.watch)
    draft = add("draft", help="draft what has no draft yet")
    draft.add_argument("ids", nargs="*", type=int, metavar="ID", help="revisions to draft (default: all that wait)")
    draft.set_defaults(command=running.draft)
    for command in (run, watch):
        command.add_argument("--source", action="append", metavar="ID", help="only this source (may be repeated)")
        command.add_argument("--no-sample", action="store_true", help="leave out the publisher that ships with us")
    for command in (run, draft):
        _add_engine(command)
    for command in (run, watch, draft):
        command.add_argument("--plain", action="store_true", help="without Prefect; the result is the same")
        command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _digest_command(add: commands.AddParser) -> None:
    digest = add("digest", help="mail each reviewer what is new for them, where a mail is due")
    digest.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    digest.set_defaults(command=running.digest)


def _add_engine(command: argparse.ArgumentParser) -> None:
    words = "let this LibreTranslate server translate: the text LEAVES this machine (default: translated here)"
    command.add_argument("--engine", default="", metavar="URL", help=words)


def _review_commands(add: commands.AddParser) -> None:
    review = add("review", help="serve the review pages on this machine")
    review.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    review.add_argument("--port", type=int, default=8765)
    review.set_defaults(command=commands.review)
    user = add("user", help="the people who review").add_subparsers(required=True, metavar="ACTION").add_parser
    new = user("add", help="add an account; asks for the password, or reads it from standard input")
    new.add_argument("name")
    new.add_argument("--role", choices=[role.value for role in ROLES], default="reviewer")
    new.add_argument("--email", default="")
    new.set_defaults(command=commands.user_add)
    user("list", help="list the accounts").set_defaults(command=commands.user_list)
    role = user("role", help="change what an account may do")
    role.add_argument("name")
    role.add_argument("role", choices=[role.value for role in ROLES])
    role.set_defaults(command=commands.user_role)
    for action, words in (("disable", "lock an account"), ("erase", "replace the person's name by a pseudonym")):
        one = user(action, help=words)
        one.add_argument("name")
        one.set_defaults(command=getattr(commands, f"user_{action}"))


def _catalog_commands(add: commands.AddParser) -> None:
    publish = add("publish", help="make every approved draft a catalog record")
    publish.add_argument("--plain", action="store_true", help="without Prefect; the result is the same")
    publish.add_argument("--json", action="store_true")
    publish.set_defaults(command=running.publish)
    export = add("export", help="write the catalog for the portal")
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--json", action="store_true")
    export.set_defaults(command=commands.export)
    status = add("status", help="how much is watched, drafted, approved and published")
    status.add_argument("--json", action="store_true")
    status.set_defaults(command=commands.status)


def _source_commands(add: commands.AddParser) -> None:
    sources = add("sources", help="the watch list").add_subparsers(required=True, metavar="ACTION").add_parser
    listed = sources("list", help="how each source is: its state, last runs, and what to do; asks nobody")
    listed.set_defaults(command=sources_commands.list_)
    check = sources("check", help="ask sources for their lists now, and say what is wrong; records nothing")
    check.add_argument("ids", nargs="*", metavar="ID", help="sources to ask (default: all)")
    check.set_defaults(command=sources_commands.check)
    tried = sources("try", help="show what an address would give, and the entry for it; records nothing")
    tried.add_argument("url", metavar="URL")
    tried.add_argument("--read", type=int, default=3, metavar="N", help="publications to read and judge (default: 3)")
    tried.add_argument("--add", action="store_true", help="put the proposed entry into your watch list")
    tried.add_argument("--organisation", default="", metavar="NAME", help="who publishes, for the entry")
    tried.set_defaults(command=sources_commands.try_)
    for command in (listed, check, tried):
        command.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    taken = sources("import", help="add the feeds of an OPML file to the watch list")
    taken.add_argument("file", type=Path, metavar="FILE.opml")
    taken.set_defaults(command=sources_commands.import_)
    given = sources("export", help="write the watch list as OPML")
    given.add_argument("file", type=Path, metavar="FILE.opml")
    given.set_defaults(command=sources_commands.export)


def _document_commands(add: commands.AddParser) -> None:
    extract = add("extract", help="show what is read from one document; touches no database")
    extract.add_argument("place", metavar="PATH_OR_URL")
    extract.add_argument("--format", choices=("text", "json", "html"), default="text")
    extract.add_argument(
        "--ocr", action="store_true", help="recognise the words in a PDF of pictures (needs Tesseract)"
    )
    extract.set_defaults(command=commands.extract_one)
    translate = add("translate", help="translate lines: one in, one out")
    translate.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input")
    translate.add_argument("--terms", default="", metavar="FILE.tsv", help="a term list of your own, or 'none'")
    translate.add_argument("--jsonl", action="store_true", help="one JSON object a line, with score and terms")
    _add_engine(translate)
    translate.set_defaults(command=commands.translate)
    model = add("model", help="the language packages").add_subparsers(required=True, metavar="ACTION").add_parser
    install = model("install", help="install the official Argos package, a package file, or an OPUS-MT folder")
    install.add_argument("file", nargs="?", type=Path, metavar="FILE_OR_FOLDER")
    install.add_argument("--index", default="", metavar="URL", help="another package index")
    install.set_defaults(command=commands.model_install)
    model("list", help="what is installed, and which is used").set_defaults(command=commands.model_list)
    memory = add("memory", help="the translation memory").add_subparsers(required=True, metavar="ACTION").add_parser
    given = memory("export", help="write what people approved, and what was imported, as TMX")
    given.add_argument("file", type=Path, metavar="FILE.tmx")
    given.set_defaults(command=commands.memory_export)
    taken = memory("import", help="add the English-French pairs of a TMX file to the memory")
    taken.add_argument("file", type=Path, metavar="FILE.tmx")
    taken.set_defaults(command=commands.memory_import)


def _glossary_commands(add: commands.AddParser) -> None:
    glossary = add("glossary", help="the term base").add_subparsers(required=True, metavar="ACTION").add_parser
    glossary("check", help="look for mistakes in the term base").set_defaults(command=glossary_commands.check)
    export = glossary("export", help="write the term base in the format that the file's name ends in")
    export.add_argument("file", type=Path, metavar="FILE.{csv,xlsx,tbx,tmx,po,html}")
    export.add_argument(
        "--tbx", type=int, choices=(2, 3), default=3, help="edition of TBX (default: 3, ISO 30042:2019)"
    )
    export.set_defaults(command=glossary_exchange.export)
    taken = glossary("import", help="compare somebody's terms with ours, and take them in once that is agreed")
    taken.add_argument("file", nargs="?", type=Path, metavar="FILE.{csv,tsv,xlsx,tbx,po}")
    taken.add_argument("--shipped", action="store_true", help="take in what the glossary that ships has changed since")
    taken.add_argument(
        "--conflicts", choices=("ours", "theirs", "ask"), default="ours", help="who wins (default: ours)"
    )
    words = "the status of what is new (default: proposed)"
    taken.add_argument("--as", dest="status", choices=("proposed", "approved"), default="proposed", help=words)
    taken.add_argument("--yes", action="store_true", help="write it; else it is only shown, or asked at a terminal")
    taken.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    taken.set_defaults(command=glossary_exchange.import_)
    impact = glossary("impact", help="which texts have a term, and how they say it: what a change would touch")
    impact.add_argument("term", metavar="TERM", help="the English of an entry")
    impact.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    impact.set_defaults(command=glossary_commands.impact)
    suggest = glossary(
        "suggest", help="propose terms that it lacks: from texts, translations and what reviewers changed"
    )
    suggest.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    suggest.add_argument("--po", type=Path, metavar="FILE.po", help="write them as proposed entries")
    suggest.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    suggest.set_defaults(command=glossary_learning.suggest)
    report = glossary("report", help="how the approved terms were said: by machine, memory and people, month by month")
    report.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    report.set_defaults(command=glossary_learning.report)


if __name__ == "__main__":
    sys.exit(main())
