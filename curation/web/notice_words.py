"""Notices in words: one sentence for each kind, the same on the page, in the mail and in the feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from curation.comments import excerpt, one_line
from curation.notices import Digest, Notice, NoticeKind
from curation.review import SYSTEM
from curation.web.formats import calendar_day
from curation.web.language import Wordings, _, marked
from curation.web.pages import segment_path

_SENTENCES: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        NoticeKind.MENTIONED: marked("%(who)s vous demande votre avis"),
        NoticeKind.ANSWERED: marked("%(who)s a commenté après vous"),
        NoticeKind.ASSIGNED: marked("%(who)s vous confie ce texte"),
        NoticeKind.SENT_BACK: marked("%(who)s a renvoyé à relire ce texte, où vous avez travaillé"),
        NoticeKind.APPROVED: marked("%(who)s a approuvé ce texte, que vous avez corrigé"),
        NoticeKind.PUBLISHED: marked("Ce texte, que vous avez corrigé, est publié"),
        NoticeKind.TAKEN: marked("%(who)s a repris votre proposition"),
        NoticeKind.RELEASED: marked("%(who)s a remis dans la file ce texte, que vous relisiez"),
    }
)
_ENDED: Final = marked("Ce texte, que vous relisiez, est revenu dans la file après un temps sans modification")

DIGESTS: Final[Mapping[Digest, str]] = Wordings(
    {
        Digest.DAILY: marked("chaque jour"),
        Digest.WEEKLY: marked("chaque semaine"),
        Digest.NEVER: marked("jamais"),
    }
)


# Why a mail did not go out, by the kind of the error.
MAIL_ERRORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mail_address": marked("ce n’est pas une adresse où un message puisse arriver"),
        "mail_refused": marked("le serveur de courrier refuse ce message ou cette adresse"),
        "mail_sign_in": marked(
            "le serveur de courrier ne nous laisse pas entrer\u00a0: nom ou mot de passe à vérifier"
        ),
        "mail_tls": marked(
            "le serveur de courrier n’offre pas de liaison protégée, ou son certificat n’est pas le bon"
        ),
        "mail_unreachable": marked("le serveur de courrier ne répond pas"),
        "mail_cut": marked("le serveur de courrier a coupé la liaison, ou tardait trop"),
    }
)


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice as people read it; `quoted` is what somebody wrote, "" for nothing; `path` leads to its place."""

    id: int
    sentence: str
    title: str
    quoted: str
    path: str
    at: datetime
    is_new: bool


def told(notice: Notice) -> ToldNotice:
    """The notice in the language that is spoken."""
    sentence = _sentence(notice)
    quoted = excerpt(notice.text)
    if notice.kind is NoticeKind.ASSIGNED:
        sentence, quoted = _with_day(sentence, notice.text), ""
    title = " ".join(one_line(notice.title).split())
    return ToldNotice(notice.id, sentence, title, quoted, path_of(notice), notice.at, notice.is_new)


def path_of(notice: Notice) -> str:
    """Where the notice leads: to its segment, or to its draft."""
    if notice.position is None:
        return f"/brouillons/{notice.draft_id}"
    return segment_path(notice.draft_id, notice.position)


def _sentence(notice: Notice) -> str:
    if notice.kind is NoticeKind.RELEASED and notice.actor == SYSTEM.name:
        return _(_ENDED)
    return _(_SENTENCES[notice.kind]) % {"who": one_line(notice.actor)}


def _with_day(sentence: str, day: str) -> str:
    return f"{sentence}, {_('pour le %(day)s') % {'day': calendar_day(date.fromisoformat(day))}}" if day else sentence
