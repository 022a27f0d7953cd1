"""The table of roles by places: a sealed case leaves no trace for those whom it is kept from.

Roles are people of the reported officer's unit and around; places are every address of the product, found by asking
the address table itself, so that a new page or route is in the table the moment it exists. Two things are asserted:

- a place without a parameter shows the same, letter by letter, before and after the sealed case came about;
- a place that names a row answers for a row of the sealed case exactly as for one that doesn't exist, read or written.

A place whose parameter nothing here can fill makes `test_every_place_is_in_the_table` fail: say in FILLED what stands
for it. Source: security.md, "Visibility" 2; issue, "Must show" (lists, counts, search, autocomplete, statistics,
exports, numbers and messages).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import (
    Attachment,
    Case,
    Dispatch,
    Document,
    Incident,
    Job,
    Message,
    Notice,
    NumberEntry,
    Task,
    Unsealing,
)
from cases.selectors import reach_of, search_cases, visible_cases
from tests.scenarios.stage import PERSON, Stage, crime, misconduct

pytestmark = pytest.mark.django_db

#: Who must find nothing, and why.
ROLES = {
    "pengaduan1": "the reported officer",
    "operator1": "a colleague of his function",
    "kaspkt": "the head of his function",
    "kapolres": "the head of his unit, who doesn't handle it",
    "banitkandangan": "an officer of a unit below",
    "kapolrescempaka": "the head of another unit",
    "admin": "the administrator",
}
#: Who looks at every place; the others are asked by search, messages and selectors below.
EVERYWHERE = ("operator1",)
#: Who handles it: the control of the test, who must see it where anybody could.
HANDLER = "kasipropam"

#: Of places that take words to search by: the words that would find the case.
QUERIES = ("q", "cari", "kode", "nomor")

#: No case is behind these, whoever asks: signing in, the language, the source, what is written about the interface.
WITHOUT_CASES = re.compile(
    r"account_|mfa_|set_language|admin:|portal:source|api:schema|\Ajavascript-catalog\Z"
)


@dataclass(frozen=True)
class Place:
    """One address of the product; `parameters` are those of its path."""

    name: str
    route: str
    parameters: tuple[str, ...]

    def filled(self, values: Mapping[str, object]) -> str:
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: str(values[m[1]]), self.route)
        text = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), text)
        return "/" + re.sub(r"[\^$]|\\Z|\\A", "", text).replace("\\.", ".")


def places() -> list[Place]:
    return [place for place in _walk(get_resolver()) if not WITHOUT_CASES.search(place.name)]


def _walk(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[Place]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, whole, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            names = [*re.findall(r"<(?:\w+:)?(\w+)>", re.sub(r"\(\?P<\w+>", "", whole))]
            names += re.findall(r"\(\?P<(\w+)>", whole)
            yield Place(f"{space}{pattern.name or whole}", whole, tuple(dict.fromkeys(names)))


Fill = Callable[[Case], object]

#: What stands for a parameter of a path: something of the sealed case, where there is such a thing.
FILLED: dict[str, Fill] = {
    "case_id": lambda case: case.pk,
    "pk": lambda case: case.pk,
    "task_id": lambda case: case.tasks.get().pk,
    "party_id": lambda case: case.parties.order_by("pk")[0].pk,
    "document_id": lambda case: _first(Document, case),
    "attachment_id": lambda case: _first(Attachment, case),
    "incident_id": lambda case: _first(Incident, case),
    "message_id": lambda case: _first(Message, case),
    "notice_id": lambda case: _first(Notice, case),
    "job_id": lambda case: _first(Job, case),
    "unsealing_id": lambda case: _first(Unsealing, case),
    "dispatch_id": lambda case: _first(Dispatch, case),
    "key": lambda case: case.procedure_key,
    "event": lambda case: case.entry,
    "code": lambda case: case.file_number,
    "number": lambda case: case.file_number,
}
#: Rows of no case: what the place names has no way to a case, so that any value will do.
OF_NO_CASE = frozenset(
    {
        *("duty_id", "absence_id", "reassignment_id", "handover_id", "batch_id", "device_id", "unit_id"),
        *("serial", "decision_id", "name", "file", "draft_id", "path", "format"),
        # Of a link that was signed: nothing of a case makes one.
        *("token", "step"),
    }
)
NOWHERE = 987_654_321


def _first(model: type, case: Case) -> object:
    row = model.objects.filter(case=case).order_by("pk").first()  # type: ignore[attr-defined]
    return row.pk if row is not None else NOWHERE


def known(name: str) -> bool:
    return name in FILLED or name in OF_NO_CASE or name.endswith(("_token", "uuid", "secret", "slug"))


def values_for(place: Place, case: Case) -> dict[str, object]:
    found = {name: FILLED.get(name, lambda case: NOWHERE)(case) for name in place.parameters}
    if "pk" in found and ":tasks-" in place.name:
        found["pk"] = case.tasks.get().pk
    return found


def nowhere_for(place: Place, case: Case) -> dict[str, object]:
    """The same address for a row that doesn't exist; keys of procedures stay, they are no secret."""
    stays = {name: FILLED[name](case) for name in ("key", "event") if name in place.parameters}
    return {**dict.fromkeys(place.parameters, NOWHERE), **stays}


# What is compared -------------------------------------------------------------------------------------------------

_CHANGING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "csrf"),
    (re.compile(r'name="_kunci" value="[^"]*"'), "key"),
    (re.compile(r"\b[0-9a-f]{32,64}\b"), "hash"),
    # What the person was told of his own last step, on whichever page comes next.
    (re.compile(r'<ul class="told".*?</ul>', re.DOTALL), ""),
    (re.compile(r"\b\d{1,2}[.:]\d{2}(?:[.:]\d{2}(?:\.\d+)?)?"), "time"),
)


def said(answer: HttpResponseBase) -> tuple[int, str]:
    """What an answer says, without what differs from one asking to the next."""
    body = b"".join(getattr(answer, "streaming_content", ())) or getattr(answer, "content", b"")
    text = body.decode(errors="replace")
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return answer.status_code, text


def everywhere(client: Client, words: str) -> dict[str, tuple[int, str]]:
    """What all places without a parameter say, bare and asked for some words."""
    found = {}
    for place in places():
        if place.parameters:
            continue
        address = place.filled({})
        found[place.name] = said(client.get(address))
        found[f"{place.name}?"] = said(client.get(address, dict.fromkeys(QUERIES, words)))
    return found


def traces(case: Case, said_text: str) -> list[str]:
    """Words that stand for the case alone."""
    words = [
        case.number,
        case.file_number,
        "meminta lima puluh ribu",
        PERSON["nik"],
        PERSON["alamat_lengkap"],
    ]
    return [word for word in words if word and word in said_text]


# The table --------------------------------------------------------------------------------------------------------


def test_every_place_is_in_the_table() -> None:
    unknown = {place.name: [n for n in place.parameters if not known(n)] for place in places()}
    assert {name: names for name, names in unknown.items() if names} == {}
    assert len(places()) > 40


def test_no_case_is_in_the_administration() -> None:
    assert [m for m in apps.get_app_config("cases").get_models() if m in admin.site._registry] == []


@pytest.mark.parametrize("username", EVERYWHERE, ids=lambda name: ROLES[name])
def test_before_and_after_are_the_same(stage: Stage, username: str) -> None:
    """Lists, counts, search, statistics and exports; then each address that names a row."""
    stage.in_force("propam", "lp", "pengaduan")
    stage.open("lp", by="banit1", event="mulai", **crime())
    words = PERSON["nama_lengkap"]
    before = everywhere(stage.client(username), words)
    case = stage.fresh(stage.open("propam", by="banit1", **misconduct("pengaduan1", stage)))
    after = everywhere(stage.client(username), words)
    changed = [name for name in before if before[name] != after.get(name)]
    assert changed == []
    assert {name: traces(case, text) for name, (_, text) in after.items() if traces(case, text)} == {}
    assert _told_apart(stage.client(username), case) == []


def _told_apart(client: Client, case: Case) -> list[str]:
    """Places that answer for the case otherwise than for nothing."""
    found = []
    for place in places():
        if not place.parameters:
            continue
        of_case, of_nothing = values_for(place, case), nowhere_for(place, case)
        for method in ("get", "post"):
            there = _asked(client, method, place.filled(of_case))
            nowhere = _asked(client, method, place.filled(of_nothing))
            if _alike(there, place.filled(of_case)) != _alike(nowhere, place.filled(of_nothing)):
                found.append(f"{method} {place.name}: {there[0]} instead of {nowhere[0]}")
    return found


def _asked(client: Client, method: str, address: str) -> tuple[int, str]:
    """Tries are forgotten first: what slows down whoever tries codes out would tell the tries apart, not the rows."""
    cache.clear()
    return said(getattr(client, method)(address))


def _alike(answer: tuple[int, str], address: str) -> tuple[int, str]:
    """Without the address, which the asker has written himself."""
    text = answer[1].replace(address, "#")
    for word in (part for part in address.split("/") if len(part) > 8 and part[-1].isdigit()):
        text = text.replace(word, "#")
    return answer[0], re.sub(r"\n\s*\n", "\n", text)


def test_the_handler_sees_it_where_the_others_see_nothing(stage: Stage) -> None:
    """The control: were the places blind, the test above would prove nothing."""
    stage.in_force("propam", "lp", "pengaduan")
    before = everywhere(stage.client(HANDLER), PERSON["nama_lengkap"])
    case = stage.fresh(stage.open("propam", by="banit1", **misconduct("pengaduan1", stage)))
    after = everywhere(stage.client(HANDLER), PERSON["nama_lengkap"])
    changed = {name for name in before if before[name] != after[name]}
    assert {"desk:inbox", "desk:cases", "desk:cases?", "api:cases-list", "api:tasks-queue"} <= changed
    assert any(traces(case, text) for _, text in after.values())
    assert len(_told_apart(stage.client(HANDLER), case)) > 10


def test_numbers_show_no_gap(stage: Stage) -> None:
    """An open complaint before and after has neighbouring numbers; the file numbers, too."""
    stage.in_force("propam", "lp")
    first = stage.fresh(stage.open("lp", by="banit1", event="mulai", **crime()))
    sealed = stage.fresh(stage.open("propam", by="banit1", **misconduct("pengaduan1", stage)))
    second = stage.fresh(stage.open("lp", by="banit1", event="mulai", **crime(nomor_polisi="DA 1 B")))
    assert int(second.file_number[-4:]) == int(first.file_number[-4:]) + 1
    assert sealed.file_number.startswith("R")
    shown = NumberEntry.objects.filter(case=sealed).values_list("text", flat=True)
    assert all("/R1/" in text for text in shown)


def test_messages_and_notices_reach_nobody_of_them(stage: Stage) -> None:
    """Also while promises are broken and the ladder is climbed."""
    case = stage.open("propam", by="banit1", **misconduct("pengaduan1", stage))
    stage.later(days=6)
    told = set(Notice.objects.filter(case=case).values_list("user__username", flat=True))
    assert told
    assert told.isdisjoint(
        {"pengaduan1", "operator1", "kaspkt", "banitkandangan", "kapolrescempaka", "admin"}
    )
    assert (
        not Message.objects.filter(case=case)
        .exclude(to__startswith="party:pelapor")
        .exclude(to__in=("role:kasiwas@function:siwas", "role:wakapolres"))
    )


@pytest.mark.parametrize("username", ROLES, ids=lambda name: ROLES[name])
def test_search_by_name_number_and_file_finds_nothing(stage: Stage, username: str) -> None:
    case = stage.fresh(stage.open("propam", by="banit1", **misconduct("pengaduan1", stage)))
    reach = reach_of(stage.person(username), stage.clock.at)
    for words in (PERSON["nama_lengkap"], PERSON["nik"], case.number, case.file_number):
        assert not search_cases(reach, words).filter(pk=case.pk).exists(), words
    assert not visible_cases(reach).filter(pk=case.pk).exists()
    assert not Task.objects.filter(case=case, owner=stage.person(username)).exists()
