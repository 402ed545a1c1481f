"""Pages to read only: the first steps."""

from __future__ import annotations

from starlette.responses import Response

from curation.web.site import Ask, Site


def first_steps(site: Site, ask: Ask) -> Response:
    return site.page(ask, "help.html", four_eyes=site.four_eyes)
