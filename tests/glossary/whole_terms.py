"""Terms with anything in any field: what a format must give back."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from glossary.termbase import Status, Term

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SOME = ANY.filter(bool)
LISTS = st.lists(SOME, max_size=3).map(tuple)
TERMS = st.builds(
    Term,
    source=SOME,
    target=ANY,
    status=st.sampled_from(Status),
    tolerated=LISTS,
    forbidden=LISTS,
    part_of_speech=ANY,
    gender=ANY,
    case_sensitive=st.booleans(),
    definition=ANY,
    note=ANY,
    origin=ANY,
    synonyms=LISTS,
    domain=ANY,
    do_not_translate=st.booleans(),
    example=st.tuples(ANY, ANY),
    stages=LISTS,
    inflected=LISTS,
    why=ANY,
    only_with=LISTS,
    not_with=LISTS,
)
few_files = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
