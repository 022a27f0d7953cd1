"""Namespaces and element names of BPMN 2.0.2 (formal/13-12-09, chapters 7 to 12, XML schemas)."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
BPMN_TAG = f"{{{BPMN}}}"
ZEEBE_TAG = f"{{{ZEEBE}}}"

#: Containers of flow elements, and what may stand in them as a node (chapter 10).
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = SUB_PROCESSES | {
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "scriptTask",
    "businessRuleTask",
    "callActivity",
}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS

EVENT_DEFINITIONS = frozenset(
    {
        "cancelEventDefinition",
        "compensateEventDefinition",
        "conditionalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "linkEventDefinition",
        "messageEventDefinition",
        "signalEventDefinition",
        "terminateEventDefinition",
        "timerEventDefinition",
    }
)

#: Drawn for people, or about other kinds of diagram: read over without a word.
_DRAWN = """
    artifact association auditing categoryValue category collaboration conversation conversationAssociation
    conversationLink conversationNode callConversation subConversation group textAnnotation text monitoring
    correlationKey correlationProperty correlationPropertyBinding correlationPropertyRef
    correlationPropertyRetrievalExpression correlationSubscription dataPath messagePath
    documentation endPoint endPointRef extension extensionElements import relationship rendering
    interface interfaceRef operation operationRef inMessageRef outMessageRef errorRef supportedInterfaceRef
    inputOutputBinding inputOutputSpecification ioBinding ioSpecification itemDefinition
    participant participantAssociation participantMultiplicity participantRef innerParticipantRef
    outerParticipantRef partnerEntity partnerRole partnerEntityRef partnerRoleRef messageFlow messageFlowRef
    messageFlowAssociation innerMessageFlowRef outerMessageFlowRef innerConversationNodeRef
    outerConversationNodeRef processRef globalTask globalBusinessRuleTask globalManualTask globalScriptTask
    globalUserTask globalConversation supports resource resourceRef resourceRole resourceParameter
    resourceParameterBinding resourceAssignmentExpression performer humanPerformer potentialOwner
    formalExpression expression from to assignment transformation sourceRef targetRef source target
    dataAssociation dataInput dataInputAssociation dataInputRefs dataOutput dataOutputAssociation
    dataOutputRefs dataObject dataObjectReference dataState dataStore dataStoreReference inputSet inputSetRefs
    outputSet outputSetRefs optionalInputRefs optionalOutputRefs whileExecutingInputRefs
    whileExecutingOutputRefs inputDataItem outputDataItem loopDataInputRef loopDataOutputRef property
    loopCardinality loopCondition
    completionCondition complexBehaviorDefinition condition event activationCondition conditionExpression
    standardLoopCharacteristics multiInstanceLoopCharacteristics script timeDate timeDuration timeCycle
    eventDefinitionRef eventDefinition incoming outgoing sequenceFlow lane laneSet childLaneSet flowNodeRef
    partitionElement partitionElementRef message signal error escalation process definitions
    categoryValueRef eventParticipant
"""

#: Nodes of the standard that are no part of a private process (chapters 11 and 12, and 10.3.6's globals).
FOREIGN_NODES = frozenset(
    {"choreography", "choreographyTask", "subChoreography", "callChoreography", "globalChoreographyTask",
     "implicitThrowEvent"}
)  # fmt: skip

KNOWN = FLOW_NODES | EVENT_DEFINITIONS | FOREIGN_NODES | frozenset(_DRAWN.split())


def local(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]
