"""Addresses of the bridge."""

from django.urls import path

from . import (
    absence_views,
    escalation_views,
    handover_views,
    reassign_views,
    repair_views,
    report_views,
    views,
)

app_name = "supervision"

urlpatterns = [
    path("macet/", views.stuck, name="stuck"),
    path("beban/", views.loads, name="workload"),
    path("eskalasi/", escalation_views.escalation_list, name="escalations"),
    path("eskalasi/<int:notice_id>/tanggapi/", escalation_views.answer, name="answer"),
    path("laporan-waktu/", report_views.clocks, name="clocks"),
    path("laporan-waktu/daftar/", report_views.clock_list, name="clock_list"),
    path("ketidakhadiran/", absence_views.absence_list, name="absences"),
    path("ketidakhadiran/<int:absence_id>/akhiri/", absence_views.end, name="end_absence"),
    path("perkara/<int:case_id>/perbaikan/", repair_views.repairs, name="repairs"),
    path("perkara/<int:case_id>/perbaikan/pratinjau/", repair_views.preview, name="preview"),
    path(
        "kegagalan/<int:incident_id>/tanggapi/",
        repair_views.acknowledge_incident,
        name="acknowledge_incident",
    ),
    path("serah-terima/", handover_views.handovers, name="handovers"),
    path("serah-terima/<int:handover_id>/", handover_views.handover, name="handover"),
    path("serah-terima/<int:handover_id>/terima/", handover_views.receive, name="receive"),
    path("alihkan/", reassign_views.reassign, name="reassign"),
    path("alihkan/<int:reassignment_id>/", reassign_views.reassigned, name="reassigned"),
    path("alihkan/<int:reassignment_id>/kembalikan/", reassign_views.undo, name="undo"),
]
