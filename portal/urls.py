"""Addresses of the public pages."""

from django.urls import path

from . import front, health, source, starts, survey, tracking, views

app_name = "portal"

urlpatterns = [
    path("warga/", front.front, name="front"),
    path("warga/huruf/", front.letters, name="letters"),
    path("warga/layanan/", front.services, name="services"),
    path("warga/layanan/<slug:key>/", front.service, name="service"),
    path("warga/layanan/<slug:key>/<str:event>/", starts.start_page, name="start"),
    path("pantau/", tracking.track, name="track"),
    path("pantau/berkas/", tracking.status, name="status"),
    path("pantau/berkas/tugas/<int:task_id>/", tracking.answer, name="answer"),
    path("pantau/berkas/surat/<int:document_id>/", tracking.document, name="document"),
    path("pantau/tutup/", tracking.close, name="close"),
    path("pantau/<str:code>/", tracking.track, name="track_code"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("kode-sumber/", source.source, name="source"),
    path("survei/", survey.thanks, name="survey_thanks"),
    path("survei/<str:code>/", survey.survey, name="survey"),
    path("periksa/", views.verify, name="verify_form"),
    path("periksa/<str:code>/", views.verify, name="verify"),
    path("periksa/<str:code>", views.verify),
]
