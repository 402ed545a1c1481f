"""Texts that publishers and people might write to do harm, and a desk whose every field holds them."""

from dataclasses import replace

from curation.catalog import Visit
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import ReviewAction, Role
from curation.triage import Triage
from curation.views import Provenance
from curation.watch_views import Judgement
from curation.web.app import create_app
from glossary.keeping import Glossary
from glossary.termbase import Term, TermBase
from tests.curation.desk import PASSWORD, Desk
from translation.document import Block, BlockKind, Document, Mark, MarkKind, headed
from translation.unit import Finding, Origin, Segment, TranslationUnit

SCRIPTS = (
    "<script>alert(1)</script>",
    "</textarea></title></style><script src=https://evil.example/x.js></script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "<svg/onload=alert(1)><animate onbegin=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><base href=https://evil.example/>",
    "<a href=javascript:alert(1)>x</a><form action=https://evil.example><button formaction=javascript:alert(1)>",
    "<style>@import 'https://evil.example/x.css'</style><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><!-- <![CDATA[ ]]> -->",
    "{{ 7331 * 7 }} {% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %} ${7331*7} #{7331*7}",
)
OTHERS = (
    "'; DROP TABLE unit; -- \" OR 1=1",
    "../../../../etc/passwd %2e%2e%2f %00",
    "a\r\nSet-Cookie: planted=1\r\n\r\n<b>",
    "nul\x00 bell\x07 escape\x1b[31m",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 e\u0301\u0323 \U000e0001 \ufffe",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
)
HOSTILE = (*SCRIPTS, *OTHERS)
LONG = "<b>long</b> " * 9_000  # 100 kB
SHORT = tuple(text[:60] for text in SCRIPTS)  # as long as a name may be
ALL = " | ".join(HOSTILE)
MARKED = " | ".join(SCRIPTS)
_FLAT = str.maketrans("\t\r\n", "   ")
TERMS = TermBase(
    [
        Term(
            "consent",
            MARKED,
            definition=ALL,
            note=ALL,
            tolerated=SHORT[:2],
            forbidden=SHORT[2:4],
            example=(f"consent {MARKED}", MARKED),
            domain=SHORT[4],
            origin=MARKED,
        )
    ]
)


def hostile_desk(database):
    """The desk, with draft 1 approved (it fills the memory), draft 2 in review, and a publication to sort."""
    desk = Desk(database)
    source = Source("ocha", MARKED, SourceKind.FEED, "https://example.org/feed")
    glossary = Glossary(database.path.parent / "glossary.po")
    glossary.change(lambda _: list(TERMS))
    desk.app = create_app(
        desk.catalog,
        desk.accounts,
        glossary,
        desk.blobs,
        secret=b"s" * 32,
        clock=desk.clock,
        sources=lambda: [source],
    )
    for number, name in enumerate(SHORT):
        actor = desk.accounts.add(name, PASSWORD, Role.EDITOR, f"<script>alert({number})</script>@x", at=desk.clock())
        desk.people[name] = actor
    for number in (1, 2):
        assert _queued(desk, source, number) == number
    desk.step(1, ReviewAction.CLAIM)
    desk.step(1, ReviewAction.APPROVE, note=ALL)
    desk.step(2, ReviewAction.CLAIM, name=SHORT[0])
    desk.step(2, ReviewAction.SEND_BACK, name=SHORT[0], note=ALL)
    desk.catalog.annotate(2, desk.people[SHORT[1]], desk.clock(), summary=ALL)
    _recorded(desk, source, 3, Judgement(Triage.WAIT, 0.5, (), "javascript:alert(1)", ALL))
    desk.catalog.dismiss(2, 3, _finding(HOSTILE[2]), ALL, desk.people["Luc"], desk.clock(), seen=1)
    desk.clock.now = desk.clock.now.replace(hour=11)
    return desk


def _queued(desk, source, number):
    judgement = Judgement(Triage.DRAFT, 0.5, (), "javascript:alert(1)", ALL)
    document, revision = _recorded(desk, source, number, judgement)
    units = [
        TranslationUnit(
            Segment(block, cell, 0, text),
            f"{text} en français {number}",
            Origin.MACHINE,
            -0.5,
            tuple(_finding(text) for text in HOSTILE),
            marks=_marks(text),
        )
        for block, there in enumerate(document.blocks)
        if there.kind is not BlockKind.CODE
        for cell, text in enumerate(there.cells)
    ]
    units = [replace(unit, segment=replace(unit.segment, index=n)) for n, unit in enumerate(units)]
    return desk.catalog.queue_draft(revision, units, Provenance("libretranslate/<b>/1", MARKED), desk.clock())


def _finding(text):
    return Finding("term", f"Voir {text}", fix=text)


def _marks(text):
    """The whole text as links that nobody may follow, one after the other."""
    third = max(1, len(text) // 3)
    targets = (
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        'https://x.example/" onclick="alert(1)',
    )
    return tuple(Mark(MarkKind.LINK, n * third, (n + 1) * third, target) for n, target in enumerate(targets))


def _recorded(desk, source, number, judgement):
    texts = [f"consent {text}".translate(_FLAT) for text in HOSTILE]
    blocks = [
        Block(kind, "\t".join((text, text)) if kind is BlockKind.TABLE_ROW else text, level=1, marks=_marks(text))
        for kind in BlockKind
        for text in texts
    ]
    document = headed(Document(ALL.translate(_FLAT), "en", (*blocks, Block(BlockKind.PARAGRAPH, LONG.strip()))))
    page = f"https://example.org/{number}?<script>alert(1)</script>"
    html = f"<html><body onload=alert(1)><h1>Consent</h1>{''.join(HOSTILE)}<p>{LONG}".encode()
    visit = Visit(page, Fetched(page, html, "text/html", validators=Validators()), desk.blobs.put(html))
    recorded = desk.catalog.record_revision(source, page, document, visit, ("", ALL), desk.clock(), judgement)
    return document, recorded.revision_id
