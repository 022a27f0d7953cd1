"""Addresses of the studio: one list of routes for each part."""

from django.urls import include, path

from studio.files import views as files
from studio.flow import views as flow
from studio.form_editor import views as forms
from studio.letters import views as letters
from studio.records import views as records
from studio.tables import views as tables
from studio.trials import views as trials
from studio.versions import review, views

app_name = "studio"

_VERSION = [
    path("", views.overview, name="version"),
    path("ekspor/", views.export, name="export"),
    path("salin/", views.copy, name="copy"),
    path("buang/", views.discard, name="discard"),
    path("alur/", flow.flow, name="flow"),
    path("alur/gambar/", flow.diagram, name="diagram"),
    path("alur/simpan/", flow.save, name="save_diagram"),
    path("alur/tata/", flow.layout, name="layout"),
    path("formulir/", forms.forms, name="forms"),
    path("formulir/<str:name>/", forms.form, name="form"),
    path("keputusan/", tables.tables, name="tables"),
    path("keputusan/<str:decision_id>/", tables.table, name="table"),
    path("tahap/", records.section("stages"), name="stages"),
    path("umum/", records.section("general"), name="general"),
    path("data/", records.section("data"), name="data"),
    path("surat/", records.section("letters"), name="letters"),
    path("surat/<str:code>/contoh/", letters.document, name="preview"),
    path("pesan/", records.notices, name="notices"),
    path("pesan/<slug:name>/", records.notice, name="notice"),
    path("skenario/", trials.scenarios, name="scenarios"),
    path("skenario/tambah/", trials.add, name="add_scenario"),
    path("berkas/", files.files, name="files"),
    path("berkas/<path:name>/teks/", files.file, name="file"),
    path("berkas/<path:name>/unduh/", files.raw, name="raw"),
    path("berkas/<path:file>/hapus/", records.drop, name="drop"),
    path("periksa/", review.review, name="review"),
    path("periksa/ajukan/", review.submit, name="submit"),
    path("periksa/setuju/", review.approve, name="approve"),
    path("periksa/kembalikan/", review.send_back, name="send_back"),
    path("periksa/terbitkan/", review.publish, name="publish"),
]

urlpatterns = [
    path("", views.procedure_list, name="procedures"),
    path("baru/", views.begin, name="begin"),
    path("impor/", views.bring_in, name="import"),
    path("keputusan/", include("studio.decisions.urls")),
    path("prosedur/<slug:key>/<int:serial>/", include(_VERSION)),
]
