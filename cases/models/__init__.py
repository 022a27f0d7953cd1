"""Runs: what happens to one person's matter. One file a subject; nothing here writes another row."""

from .access import CaseLink, EmergencyAccess, Grant, LegalHold, LinkKind, Recusal, Unsealing
from .announcement import Announcement, AnnouncementKind
from .attachment import Attachment, AttachmentStatus
from .case import Case, DuplicateKey, Life, SearchEntry, Watch
from .clock import ClockRun, ClockStatus, Escalation, EscalationStatus
from .device import Device, DeviceRecord, DeviceStatus
from .dispatch import Dispatch, DispatchStep
from .document import Document, DocumentStatus
from .draft import Draft
from .event import CaseEvent
from .handover import HandOver
from .idempotency import IdempotencyKey
from .incident import Incident
from .job import Job, JobStatus
from .message import Channel, Message, MessageStatus, Notice, SendAttempt
from .number import NumberCounter, NumberEntry, NumberStatus
from .party import Party, PartyWord
from .process import STATUS, Process, Task
from .publication import Delivery, DeliveryStatus, Publication, PublicationStatus
from .reassignment import ReassignedTask, Reassignment
from .scan import ScanBatch, ScanItem, ScanStatus
from .subscription import EventKind, StartSubscription, StartTrigger, Subscription, SubscriptionStatus
from .survey import InvitationStatus, SurveyAnswer, SurveyInvitation
from .timer import Timer, TimerStatus
from .tracking import TrackingCode
from .worker import WorkerBeat

__all__ = [
    "STATUS",
    "Announcement",
    "AnnouncementKind",
    "Attachment",
    "AttachmentStatus",
    "Case",
    "CaseEvent",
    "CaseLink",
    "Channel",
    "ClockRun",
    "ClockStatus",
    "Delivery",
    "DeliveryStatus",
    "Device",
    "DeviceRecord",
    "DeviceStatus",
    "Dispatch",
    "DispatchStep",
    "Document",
    "DocumentStatus",
    "Draft",
    "DuplicateKey",
    "EmergencyAccess",
    "Escalation",
    "EscalationStatus",
    "EventKind",
    "Grant",
    "HandOver",
    "IdempotencyKey",
    "Incident",
    "InvitationStatus",
    "Job",
    "JobStatus",
    "LegalHold",
    "Life",
    "LinkKind",
    "Message",
    "MessageStatus",
    "Notice",
    "NumberCounter",
    "NumberEntry",
    "NumberStatus",
    "Party",
    "PartyWord",
    "Process",
    "Publication",
    "PublicationStatus",
    "ReassignedTask",
    "Reassignment",
    "Recusal",
    "ScanBatch",
    "ScanItem",
    "ScanStatus",
    "SearchEntry",
    "SendAttempt",
    "StartSubscription",
    "StartTrigger",
    "Subscription",
    "SubscriptionStatus",
    "SurveyAnswer",
    "SurveyInvitation",
    "Task",
    "Timer",
    "TimerStatus",
    "TrackingCode",
    "Unsealing",
    "Watch",
    "WorkerBeat",
]
