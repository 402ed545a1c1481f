"""What stands around an article and in its gaps: menus, bars, boxes, by what the page calls them or what they say."""

from __future__ import annotations

import re
from typing import Any, Final

_WORDS: Final = r"""
nav|navi|navbar|navigation|menu|megamenu|sidebar|footer|breadcrumbs?|toolbar|masthead|banner|skip|toc|search|pagination|pager
prev|next|languages?|langs?|print|popup|share|sharing|sharedaddy|social|follow|related|recommended|similar|teasers?|promo|popular
trending|outbrain|taboola|newsletter|subscribe|signup|login|signin|paywall|cookies?|consent|gdpr|onetrust|ads?|advert
advertisement|sponsor(?:ed)?|comments?|commentlist|disqus|byline|metadata|feedback|screen-reader-text|visually-hidden|sr-only
(?:post|entry|about-the|about)-author|author-(?:box|bio|info|card)|user-?info|post-?profile
"""
_NAMED: Final = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_WORDS.split())})(?:$|[\s_-])", re.I)
_APART: Final = re.compile(
    r"(?:^|[\s_-])(?:newsletters?|subscribe|subscription|sign-?up|feedback|comments?|commentlist|disqus|related|recommended"
    r"|share|sharing|sharedaddy|social|cookies?|advert|advertisement|sponsored)(?:$|[\s_-])",
    re.I,
)
_REMARKS: Final = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|disqus)(?:$|[\s_-])", re.I)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "RelatedCoverage" is "Related-Coverage"
_CALLOUT: Final = re.compile(
    r"(?:^|[\s_-])(?:callout|note|notice|admonition|info|infobox|tip|hint|warning|important|example|case-?study|quote"
    r"|pull-?quote|side-?note|margin-?note|highlight|key-?(?:message|point|finding)s?|box|abstract|summary)(?:$|[\s_-])",
    re.I,
)
_LEAD: Final = re.compile(
    r"(?:^|[\s_-])(?:deck|dek|standfirst|sub-?(?:title|head|heading|headline)|lead|lede|intro|introduction|summary|abstract"
    r"|excerpt|strapline|tagline|chapo|chapeau)(?:$|[\s_-])",
    re.I,
)
_ROLE_NAMES: Final = """
navigation banner contentinfo search complementary alertdialog dialog menu menubar toolbar tablist"""
_ROLES: Final = frozenset(_ROLE_NAMES.split())
_WHOLE_PAGE: Final = frozenset(["html", "body", "main", "article", "h1", "h2", "p"])  # their classes speak of layout
_SENTENCE: Final = 25  # letters: a shorter text is a label as often as not
_PLACED: Final = (
    re.compile(r"(?<![\w-])(?:top|bottom)\s*:\s*-?[\d.]+(?:%|px)", re.I),
    re.compile(r"(?<![\w-])(?:left|right)\s*:\s*-?\d", re.I),
)
_LONG_PLACED: Final = 12  # words: what is set at a point of a picture is its label; more may be a text
_MOST: Final = 0.5  # of the page's sentences: what holds as much is no box, whatever it is called
_MUCH: Final = 0.25  # the same, for what holds the page's first heading too
_LONG_WINDOW: Final = 150  # words: a window that opens on a click and holds a text
_UNREAD_NAMES: Final = "script style noscript template svg head select textarea iframe"
_UNREAD: Final = frozenset(_UNREAD_NAMES.split())

# What stands alone on a line and belongs to the page, not to the publication.
_LABELS: Final = r"""
(?:read|learn|show|view|see|load|find out) (?:more|all|less)(?: (?:about this|here|posts|comments|details))?
continue reading|read the full (?:story|article)|in this (?:article|section)|on this page|read next|go to
share(?: (?:this|on|via|by)(?: (?:page|article|post|story|\w+))?)?|follow us(?: on \w+)?|tweet|pin it|copy link
print(?: this)?(?: (?:page|article))?|e-?mail(?: this)?(?: (?:page|article))?|listen(?: to this article)?|save|like
advertisements?|ads? by \w+|sponsored(?: content)?|(?:story|article) continues below(?: advertisement)?
skip (?:to|past) .{3,40}|jump to .{3,30}|back to (?:the )?top|(?:go )?to top|top of page|scroll to top
(?:enlarge|expand|view)(?: this)? (?:image|images|photo|picture|gallery)|(?:hide|toggle|show) caption
(?:toggle|show) more options|slideshow\W*(?:\d+ images?)?\W*|image \d+ of \d+|loading|close|open|menu
search(?: for)?|home|next|previous|prev|(?:\d+|no) comments?|leave a (?:comment|reply)|add (?:a )?comment
comments? (?:are closed|off)|reply|(?:sign|log) (?:in|up|out|on)|subscribe(?: now)?|register(?: now)?
donate(?: now)?|sign up for .{3,60}newsletters?|\d+ ?-? ?min(?:ute)?s? (?:read|to read)
(?:estimated )?reading time\W*\d+ min(?:ute)?s?|edit (?:this page|on github)(?: on github)?|view source
edit(?: source)?|modifier(?: le code)?|(?:also )?available in|languages?
permalink|accept(?: all)?(?: cookies)?|cookie settings|lire (?:la suite|plus|aussi)|en savoir plus
partager(?: (?:cet article|cette page|sur \w+))?|imprimer|publicité|haut de page|s['’]abonner
retour (?:en haut|au sommaire|à l['’]accueil)|aller au contenu(?: principal)?
"""
# Headings of boxes that lead away from the publication. "Further reading" and "References" are a part of it.
_BOXES: Final = r"""
related(?: (?:articles?|posts?|stor(?:y|ies)|news|coverage|content|topics?|links?|videos?|pages?))?
(?:read|up) next|more (?:from|like this|stories|news|articles|posts|on this)\b.*
recommended(?: (?:for you|articles|stories))?|you (?:may|might) (?:also )?(?:like|be interested in).*
also (?:on|in|read)\b.*|don['’]t miss|(?:most|top) (?:popular|read|viewed|shared|stories)|popular(?: posts)?
trending(?: now)?|(?:the )?latest(?: (?:news|posts|stories|updates|articles))?
recent (?:posts|news|stories|articles|comments).*|share(?: (?:this|on|via)\b.*)?|follow us\b.*|(?:post )?tags
filed under|categories|topics|browse (?:other|by)\b.*|\d+ (?:comments?|responses?|thoughts?|replies)\b.*
comments?(?: \(\d+\))?|leave a (?:reply|comment)|join the conversation|about the authors?|newsletter
subscribe\b.*|sign up\b.*|get (?:the|our) newsletter|stay (?:informed|connected|up to date)
articles? (?:liés?|similaires?|associés?)|à lire (?:aussi|également)|sur le même (?:sujet|thème)|les plus lus
partager\b.*
"""
# "Read more: the title of another page", in the middle of a text.
_PROMISES: Final = r"""
read(?: more| also| next| on)?|also read|more(?: on this(?: story)?)?|related(?: (?:story|article|coverage|reading))?
don['’]t miss|watch|listen|(?:à )?lire (?:aussi|également)|voir aussi|sur le même (?:sujet|thème)
"""
# Headings of boxes that ask for something: a few lines under them, and a form.
_APPEALS: Final = r"""
(?:sign up|subscribe|register)\b.*|(?:get|join) (?:the|our)\b.*(?:newsletters?|updates|mailing list|inbox)\b.*
newsletters?|stay (?:informed|connected|up to date|in touch|updated)\b.*|donate\b.*|make a (?:donation|gift)\b.*
support (?:us|our (?:work|journalism))\b.*|follow us\b.*|about the authors?|did you find .{3,40}
(?:is|was) this (?:page|article|information) (?:useful|helpful)\b.*
(?:abonnez-vous|inscrivez-vous|suivez-nous|faites un don|soutenez)\b.*
"""
_EMBEDDED: Final = re.compile(r"<(?:iframe|script|embed|object)\b.*>", re.I | re.S)
_AROUND: Final = " .…:>»→›|*+[]?"


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(lines.strip().splitlines()), re.I)


_LABEL: Final = _any_of(_LABELS)
_BOX: Final = _any_of(_BOXES)
_PROMISE: Final = re.compile(rf"(?:{_any_of(_PROMISES).pattern})\s*[:>|–—»→]\s*\S", re.I)
_APPEAL: Final = _any_of(_APPEALS)


def names(element: Any) -> str:
    """What the page calls an element, its class and id, with the words of "camelCase" apart."""
    return _HUMP.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")


def is_furniture(text: str) -> bool:
    """Whether a whole line is a button's or a link's label such as "Share this" or "Back to top"."""
    return bool(_EMBEDDED.fullmatch(text)) or (len(text) < 100 and bool(_LABEL.fullmatch(text.strip(_AROUND))))


def is_box(heading: str) -> bool:
    """Whether a heading stands over a box of links to other pages, rather than over a part of the text."""
    return len(heading) < 100 and bool(_BOX.fullmatch(heading.strip(_AROUND)))


def is_appeal(heading: str) -> bool:
    """Whether a heading stands over a box that asks readers to subscribe, to give or to say what they think."""
    return len(heading) < 100 and bool(_APPEAL.fullmatch(heading.strip(_AROUND)))


def is_promise(text: str) -> bool:
    """Whether a line begins as one that names another page does: "Read more: ..."."""
    return bool(_PROMISE.match(text))


def is_lead(element: Any) -> bool:
    """Whether the page calls an element the lines under its title."""
    return bool(_LEAD.search(names(element)))


def is_apart(element: Any) -> bool:
    """Whether an element is the page's footer or menu, a label on a picture, or called a box that no article has."""
    if element.tag in ("nav", "footer") or _is_on_picture(element):
        return True
    return element.tag not in _WHOLE_PAGE and bool(_APART.search(_HUMP.sub("-", element.get("class") or "")))


class Surroundings:
    """A parsed page, asked which of its elements stand beside the article."""

    def __init__(self, tree: Any) -> None:
        self._weights = _weights(tree)
        self._total = max(1, self._weights.get(tree, 0))

    def beside(self, element: Any, tag: str) -> bool:
        """Whether the page marks the element as something beside the article, by its tag, role, class or id."""
        return _is_marked(element, tag) and not self._holds_article(element)

    def _holds_article(self, element: Any) -> bool:
        """Whether what is called a menu holds the article all the same: a tag never closed, the name of a layout."""
        share = self._weights.get(element, 0) / self._total
        if share > _MOST and not _REMARKS.search(names(element)):
            return True
        return share > _MUCH and element.find(".//h1") is not None


def _is_marked(element: Any, tag: str) -> bool:
    role = element.get("role")
    if tag == "footer":
        return element.getparent().tag not in ("blockquote", "figure")  # there it names who is quoted
    if role in ("dialog", "alertdialog") or element.get("aria-modal") == "true":
        return len("".join(element.itertext()).split()) < _LONG_WINDOW
    if _is_on_picture(element):
        return True
    if tag == "nav" or role in _ROLES - {"complementary"}:
        return True
    if tag in _WHOLE_PAGE:
        return False
    called = names(element)
    if tag == "aside" or role == "complementary":
        return not _CALLOUT.search(called) or bool(_NAMED.search(called))
    return bool(_NAMED.search(called))


def _is_on_picture(element: Any) -> bool:
    """Whether an element is a label of a map or a chart: a few words, at a point that its style gives."""
    style = element.get("style")
    if not style or not all(edge.search(style) for edge in _PLACED) or element.find(".//h1") is not None:
        return False
    return len("".join(element.itertext()).split()) <= _LONG_PLACED


def _weights(tree: Any) -> dict[Any, int]:
    """For each element, the letters of its sentences: longer texts that are no links."""
    weights: dict[Any, int] = {}
    for element in reversed(list(tree.iter())):  # Children before their parents.
        if not isinstance(element.tag, str):
            continue
        own = weights.get(element, 0)
        if element.tag in _UNREAD or element.tag == "a":
            own = 0
        else:
            own += _sentence(element.text) + sum(_sentence(child.tail) for child in element)
        weights[element] = own
        parent = element.getparent()
        if parent is not None:
            weights[parent] = weights.get(parent, 0) + own
    return weights


def _sentence(text: str | None) -> int:
    length = len(text.strip()) if text else 0
    return length if length >= _SENTENCE else 0
