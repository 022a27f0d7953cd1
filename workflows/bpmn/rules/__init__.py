"""The rules, one per file; the order here is the order of the findings.

A rule is a function of a process and what surrounds it. Its codes are its own: no other rule emits them.
"""

from workflows.bpmn.rules.ad_hoc_holds_activities import ad_hoc_holds_activities
from workflows.bpmn.rules.address_is_known import address_is_known
from workflows.bpmn.rules.base import Around, Rule
from workflows.bpmn.rules.binding_is_deployment import binding_is_deployment
from workflows.bpmn.rules.boundary_has_no_incoming import boundary_has_no_incoming
from workflows.bpmn.rules.boundary_is_attached import boundary_is_attached
from workflows.bpmn.rules.business_rule_task_has_decision import business_rule_task_has_decision
from workflows.bpmn.rules.calendar_is_known import calendar_is_known
from workflows.bpmn.rules.called_process_is_known import called_process_is_known
from workflows.bpmn.rules.calls_come_back import calls_come_back
from workflows.bpmn.rules.cancel_belongs_to_transaction import cancel_belongs_to_transaction
from workflows.bpmn.rules.catalogue_entry_is_known import catalogue_entry_is_known
from workflows.bpmn.rules.choice_has_conditions import choice_has_conditions
from workflows.bpmn.rules.compensated_activity_exists import compensated_activity_exists
from workflows.bpmn.rules.compensation_activity_is_apart import compensation_activity_is_apart
from workflows.bpmn.rules.compensation_event_has_handler import compensation_event_has_handler
from workflows.bpmn.rules.condition_is_feel import condition_is_feel
from workflows.bpmn.rules.decision_is_known import decision_is_known
from workflows.bpmn.rules.default_has_no_condition import default_has_no_condition
from workflows.bpmn.rules.default_is_outgoing import default_is_outgoing
from workflows.bpmn.rules.element_is_supported import element_is_supported
from workflows.bpmn.rules.end_has_no_outgoing import end_has_no_outgoing
from workflows.bpmn.rules.event_gateway_has_a_choice import event_gateway_has_a_choice
from workflows.bpmn.rules.event_gateway_leads_to_events import event_gateway_leads_to_events
from workflows.bpmn.rules.event_gateway_waits_one_way import event_gateway_waits_one_way
from workflows.bpmn.rules.event_sub_process_is_detached import event_sub_process_is_detached
from workflows.bpmn.rules.feel_parses import feel_parses
from workflows.bpmn.rules.flow_stays_in_scope import flow_stays_in_scope
from workflows.bpmn.rules.form_is_known import form_is_known
from workflows.bpmn.rules.gateway_direction_holds import gateway_direction_holds
from workflows.bpmn.rules.instantiating_has_no_incoming import instantiating_has_no_incoming
from workflows.bpmn.rules.job_type_is_known import job_type_is_known
from workflows.bpmn.rules.lanes_do_not_overlap import lanes_do_not_overlap
from workflows.bpmn.rules.link_ends_are_open import link_ends_are_open
from workflows.bpmn.rules.links_have_two_ends import links_have_two_ends
from workflows.bpmn.rules.message_has_correlation_key import message_has_correlation_key
from workflows.bpmn.rules.multi_instance_has_collection import multi_instance_has_collection
from workflows.bpmn.rules.multi_instance_is_whole import multi_instance_is_whole
from workflows.bpmn.rules.no_condition_where_none_counts import no_condition_where_none_counts
from workflows.bpmn.rules.path_ends_at_end_event import path_ends_at_end_event
from workflows.bpmn.rules.position_is_allowed import position_is_allowed
from workflows.bpmn.rules.quantities_are_positive import quantities_are_positive
from workflows.bpmn.rules.scope_has_start import scope_has_start
from workflows.bpmn.rules.script_has_expression import script_has_expression
from workflows.bpmn.rules.service_task_has_job_type import service_task_has_job_type
from workflows.bpmn.rules.split_has_default import split_has_default
from workflows.bpmn.rules.start_has_no_incoming import start_has_no_incoming
from workflows.bpmn.rules.start_trigger_is_fixed import start_trigger_is_fixed
from workflows.bpmn.rules.state_is_known import state_is_known
from workflows.bpmn.rules.timer_is_readable import timer_is_readable
from workflows.bpmn.rules.trigger_is_named import trigger_is_named
from workflows.bpmn.rules.triggers_differ import triggers_differ
from workflows.bpmn.rules.user_task_has_form import user_task_has_form
from workflows.bpmn.rules.user_task_has_somebody import user_task_has_somebody

#: How the parts of a diagram fit together.
STRUCTURE: tuple[Rule, ...] = (
    scope_has_start,
    position_is_allowed,
    start_has_no_incoming,
    end_has_no_outgoing,
    flow_stays_in_scope,
    boundary_is_attached,
    boundary_has_no_incoming,
    default_is_outgoing,
    default_has_no_condition,
    choice_has_conditions,
    no_condition_where_none_counts,
    event_gateway_leads_to_events,
    event_sub_process_is_detached,
    links_have_two_ends,
    trigger_is_named,
    cancel_belongs_to_transaction,
    compensation_event_has_handler,
    compensation_activity_is_apart,
    compensated_activity_exists,
    event_gateway_has_a_choice,
    event_gateway_waits_one_way,
    instantiating_has_no_incoming,
    triggers_differ,
    gateway_direction_holds,
    link_ends_are_open,
    path_ends_at_end_event,
    ad_hoc_holds_activities,
    quantities_are_positive,
    lanes_do_not_overlap,
    split_has_default,
)

#: Whether it can be run here.
EXECUTABILITY: tuple[Rule, ...] = (
    element_is_supported,
    form_is_known,
    user_task_has_form,
    decision_is_known,
    business_rule_task_has_decision,
    called_process_is_known,
    job_type_is_known,
    service_task_has_job_type,
    script_has_expression,
    catalogue_entry_is_known,
    address_is_known,
    user_task_has_somebody,
    state_is_known,
    calendar_is_known,
    timer_is_readable,
    feel_parses,
    condition_is_feel,
    multi_instance_has_collection,
    calls_come_back,
    message_has_correlation_key,
    start_trigger_is_fixed,
    multi_instance_is_whole,
    binding_is_deployment,
)

__all__ = ["EXECUTABILITY", "STRUCTURE", "Around", "Rule"]
