"""What a page writes anew at each visit without saying anything new: "posted 2 hours ago", view counts, nonces.

Only whole short lines, and parts of them set off by a bar, a dot or brackets, are taken for such; a sentence that says
"wait 2 hours before entering" keeps its words.
"""

from __future__ import annotations

import re
from typing import Final

from curation.extract.tidy import tidy
from translation.document import Block, BlockKind

_LONGEST: Final = 25  # words; a byline, not a paragraph
_COUNT: Final = r"(?:an?|one|\d[\d ,.]*|une?)"
_UNIT: Final = r"(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s?"
_UNITE: Final = r"(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?)"
_AGO: Final = (
    rf"(?:about |over |almost )?{_COUNT} ?{_UNIT} ago|just now|moments ago"
    rf"|il y a (?:environ |plus de )?{_COUNT} {_UNITE}|à l'instant"
)
_VERB: Final = (
    r"(?:(?:last|page|was|this page was|dernière) )*"
    r"(?:posted|updated?|published|modified|edited|added|reviewed|checked|publiée?|mise? à jour|modifiée?|ajoutée?)"
)
_DAY: Final = rf"(?:{_AGO}|yesterday|today|hier|aujourd'hui)(?:,? (?:at|à) \d{{1,2}}[:h]\d\d(?: ?[ap]m)?)?"
_MINUTES: Final = r"(?:about |~ ?)?\d+(?: ?- ?\d+)? ?min(?:ute)?s?\.?"
_MOVING: Final = re.compile(
    "|".join(
        (
            _AGO,
            rf"{_VERB} ?:? ?(?:on )?{_DAY}",
            rf"{_MINUTES} (?:of )?read(?:ing)?(?: time)?|(?:estimated )?reading time ?:? ?{_MINUTES}",
            rf"(?:temps|durée) de lecture ?:? ?{_MINUTES}|{_MINUTES} de lecture|lecture ?:? ?{_MINUTES}",
            r"\d[\d ,.]*[km]? ?(?:page )?(?:views?|shares?|likes?|comments?|vues?|partages?|commentaires?)",
            r"(?:page |total )?(?:views?|shares?|likes?|hits|viewed|vues?|partages?) ?:? ?\d[\d ,.]*[km]?(?: times)?",
            r"(?:this )?page (?:was )?(?:generated|rendered|printed|loaded|served|cached) (?:at|on|in|from)\b.{1,60}",
            r"(?:generated|rendered|printed|cached) (?:at|on|in) .{0,20}\d.{0,30}",
            r"page (?:générée|imprimée) (?:le|à|en)\b.{1,60}",
            r"(?:(?:csrf|form|session|request|ray|build) ?(?:token|nonce|id|key)|token|nonce) ?[:=] ?(?=\S*\d)\S{6,}",
            r"[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        )
    ),
    re.I,
)
_SET_OFF: Final = re.compile(r"(\s*(?:[|·•∙⋅]|\s[–—/-]\s)\s*)")
_IN_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]{3,60})[)\]]")
_QUOTES: Final = str.maketrans({**dict.fromkeys("‘’‚‛ʼ′`´", "'"), **dict.fromkeys("“”„‟″«»", '"')})
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def lasting(block: Block) -> str:
    """A block's text on one line of single blanks, without what moves by itself; "" when nothing else is in it."""
    if block.kind is BlockKind.CODE:
        return "\n".join(line.rstrip().replace("\u00a0", " ") for line in block.text.split("\n"))
    if block.kind is BlockKind.TABLE_ROW:
        return "\t".join(tidy(cell) for cell in block.cells)
    return _without_moving(tidy(block.text))


def spelled(text: str) -> str:
    """One spelling of what a reader takes for the same: curly and straight quotes, long and short dashes."""
    return text.translate(_QUOTES).translate(_DASHES)


def _without_moving(text: str) -> str:
    text = _IN_BRACKETS.sub(lambda part: "" if _moves(part[1]) else part[0], text)
    if len(text.split()) > _LONGEST:
        return text
    if _moves(text):
        return ""
    pieces = _SET_OFF.split(text)
    if len(pieces) == 1 or not any(map(_moves, pieces[::2])):
        return text
    return " | ".join(piece for piece in pieces[::2] if not _moves(piece))


def _moves(text: str) -> bool:
    return bool(_MOVING.fullmatch(spelled(text).strip(" .,;:")))
