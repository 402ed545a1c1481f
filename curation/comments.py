"""Comments on a draft: what their text may be, whom it names, how it begins, and who may settle it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from curation.errors import CurationError
from curation.review import Actor, Role
from curation.told import Told

LONGEST: Final = 2_000  # letters; what is longer wants a meeting, not a comment
BEGINNING: Final = 140
# What turns the direction of a line or hides in it; a mail or a feed shows it where no page can fence it in.
_HIDDEN: Final = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a draft, or of its segment at `position`; `settled_by` is "" while it is open."""

    id: int
    draft_id: int
    position: int | None
    by: str
    by_id: int | None
    at: datetime
    text: str
    settled_by: str = ""

    @property
    def is_open(self) -> bool:
        return not self.settled_by


class Mention(NamedTuple):
    """Where a text names somebody, with the "@"."""

    start: int
    end: int
    account_id: int


class CommentRefused(CurationError):
    """A comment that is empty or too long; the message says so, in French for whoever wrote it."""

    kind = "comment"


def checked(text: str) -> str:
    """The text with its accents in one form, or CommentRefused."""
    if not text.strip():
        raise CommentRefused(Told("Écrivez d’abord votre commentaire\u00a0: il est vide."))
    if len(text) > LONGEST:
        raise CommentRefused(Told("Ce commentaire est trop long\u00a0: %(most)s caractères au plus.", most=LONGEST))
    return unicodedata.normalize("NFC", text)


def mentions(text: str, people: Mapping[int, str]) -> tuple[Mention, ...]:
    """Whom the text names with an "@", in its order. `people` are names by account.

    Capitals do not count, nor which spaces were typed. An e-mail address names nobody.
    """
    by_name = {_folded(name): key for key, name in people.items()}
    # Longest name first: "@Jean Dupont" before "@Jean".
    names = sorted(by_name, key=len, reverse=True)
    if not names:
        return ()
    said = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    found = re.finditer(rf"(?<![\w@.])@({said})(?!\w)", text, re.IGNORECASE)
    return tuple(Mention(m.start(), m.end(), by_name[_folded(m[1])]) for m in found if _folded(m[1]) in by_name)


def mentioned(text: str, people: Mapping[int, str]) -> frozenset[int]:
    """The accounts that the text names."""
    return frozenset(mention.account_id for mention in mentions(text, people))


def pieces(text: str, people: Mapping[int, str]) -> tuple[tuple[str, bool], ...]:
    """The text cut at its mentions, each piece with whether it is one."""
    cut, done = [], 0
    for mention in mentions(text, people):
        cut += [(text[done : mention.start], False), (text[mention.start : mention.end], True)]
        done = mention.end
    return tuple(piece for piece in (*cut, (text[done:], False)) if piece[0])


def renamed(text: str, account_id: int, name: str, to: str) -> str:
    """The text with another name where it names this person."""
    return "".join(f"@{to}" if is_mention else piece for piece, is_mention in pieces(text, {account_id: name}))


def excerpt(text: str, longest: int = BEGINNING) -> str:
    """How a text begins, on one line and without signs that a reader cannot see."""
    plain = " ".join(one_line(text).split())
    return plain if len(plain) <= longest else f"{plain[:longest].rsplit(' ', 1)[0][:longest]}…"


def one_line(text: str) -> str:
    """The text without line breaks, control signs or signs that turn its direction."""
    signs = (
        "" if unicodedata.category(sign) in ("Cc", "Cs", "Cn") else sign for sign in _HIDDEN.sub("", _spaced(text))
    )
    return "".join(signs)


def may_settle(comment: Comment, actor: Actor) -> bool:
    """Whether this person may call the comment settled, or open it again: whoever reviews, and whoever wrote it."""
    return actor.role is not Role.CONTRIBUTOR or (actor.id is not None and comment.by_id == actor.id)


def open_ones(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """The comments that wait for somebody's word, in reading order: those on the whole draft first."""
    waiting = (comment for comment in comments if comment.is_open)
    return tuple(sorted(waiting, key=lambda one: (-1 if one.position is None else one.position, one.id)))


def _spaced(text: str) -> str:
    return re.sub(r"[\s\x85\u2028\u2029]+", lambda run: run[0] if run[0] in ("\u00a0", "\u202f") else " ", text)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
