"""What is judged about a package, one subject a module; `RULES` names every rule.

A rule is a generator over a `Scope`; it never raises for what the files say and never stops at the first fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflows.findings import Finding

from . import (
    announcements,
    citizens,
    clocks,
    codes,
    dispatch,
    documents,
    files,
    jobs,
    members,
    messages,
    people,
    questionnaires,
    references,
    scenarios,
    starts,
    syntax,
)
from .scope import Scope

Rule = Callable[[Scope], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    codes.format_is_known,
    codes.codes_are_given_once,
    codes.parameter_defaults_fit,
    codes.reserved_codes_are_free,
    syntax.expressions_are_feel,
    members.members_are_known,
    people.addresses_are_known,
    people.addresses_can_be_kept,
    people.function_is_known,
    files.process_is_there,
    files.files_have_a_place,
    files.has_scenarios,
    starts.ways_in_lead_somewhere,
    starts.scans_fill_their_form,
    starts.ways_back_lead_somewhere,
    starts.calls_ask_three_things,
    citizens.tasks_are_for_declared_parties,
    citizens.catch_all_is_public,
    citizens.information_is_known,
    citizens.extension_has_a_way_in,
    clocks.states_are_declared,
    clocks.calendar_is_known,
    clocks.escalation_fits_calendar,
    clocks.states_are_entered,
    dispatch.names_are_known,
    dispatch.steps_are_given_once,
    dispatch.phone_spares_identity,
    documents.template_or_letter,
    documents.number_is_known,
    documents.patterns_are_known,
    documents.search_spares_identity,
    documents.compared_data_are_asked,
    jobs.settings_are_given,
    jobs.numbers_are_known,
    announcements.published_announcements_are_known,
    announcements.announcements_spare_identity,
    announcements.refusal_is_caught,
    questionnaires.questions_are_in_the_form,
    questionnaires.texts_are_readable,
    questionnaires.given_answers_fit,
    references.called_procedures_are_known,
    references.forwarding_procedures_are_known,
    messages.triggers_are_known,
    messages.placeholders_are_feel,
    scenarios.people_are_given,
    scenarios.names_are_known,
)
"""For packages with a procedure.yaml; a bare diagram is judged by the rules of BPMN alone."""
