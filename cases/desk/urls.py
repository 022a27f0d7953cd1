"""Addresses of the desk."""

from django.urls import path

from . import afterwards, case_views, counter, guarding, not_offered, roster, scanning, views
from .field_urls import FIELD

app_name = "desk"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("tugas/<int:task_id>/", views.task_page, name="task"),
    path("tugas/<int:task_id>/isian/", views.task_fields, name="task_fields"),
    path("tugas/<int:task_id>/ambil/", views.claim, name="claim"),
    path("tugas/<int:task_id>/lepas/", views.release, name="release"),
    path("loket/", counter.counter, name="counter"),
    path("loket/<slug:key>/tidak-dilayani/", not_offered.page, name="not_offered"),
    path("loket/<slug:key>/<str:event>/", counter.open_page, name="open"),
    path("loket/<slug:key>/<str:event>/isian/", counter.open_fields, name="open_fields"),
    path("arsip/", scanning.pile, name="scan"),
    path("arsip/<int:batch_id>/", scanning.batch_page, name="scan_batch"),
    path("perkara/", case_views.case_list, name="cases"),
    path("perkara/<int:case_id>/", case_views.case_file, name="case"),
    path("perkara/<int:case_id>/diagram/", case_views.diagram, name="diagram"),
    path("perkara/<int:case_id>/buka-kembali/<str:event>/", afterwards.reopen, name="reopen"),
    path("perkara/<int:case_id>/cabut/", afterwards.withdraw, name="withdraw"),
    path("perkara/<int:case_id>/surat-susulan/", afterwards.add_paper, name="add_paper"),
    path("dokumen/<int:document_id>/ralat/", afterwards.correct, name="correct"),
    path("dokumen/<int:document_id>/cetak/", afterwards.print_document, name="print"),
    path("perkara/<int:case_id>/buka-segel/", guarding.ask_unsealing, name="ask_unsealing"),
    path("perkara/<int:case_id>/terkait/", guarding.recuse, name="recuse"),
    path("perkara/<int:case_id>/tahan/", guarding.hold, name="hold"),
    path("segel/<int:unsealing_id>/", guarding.approve_unsealing, name="approve_unsealing"),
    path("darurat/", guarding.emergency, name="emergency"),
    path("pihak/<int:party_id>/tampilkan/", case_views.reveal, name="reveal"),
    path("pihak/<int:party_id>/kabar/", case_views.hearing, name="hearing"),
    path("dokumen/<int:document_id>/", case_views.document, name="document"),
    path("lampiran/<int:attachment_id>/", case_views.attachment, name="attachment"),
    path("pemberitahuan/", case_views.notices, name="notices"),
    path("pemberitahuan/<int:notice_id>/tanggapi/", case_views.acknowledge_notice, name="acknowledge"),
    *FIELD,
    path("jaga/", roster.page, name="roster"),
    path("jaga/<int:duty_id>/hapus/", roster.cancel, name="cancel_shift"),
    path("kegagalan/<int:incident_id>/ulang/", case_views.retry, name="retry"),
]
