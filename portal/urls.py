"""Addresses of the public pages."""

from django.urls import path

from . import health, source, survey, views

app_name = "portal"

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("kode-sumber/", source.source, name="source"),
    path("survei/", survey.thanks, name="survey_thanks"),
    path("survei/<str:code>/", survey.survey, name="survey"),
    path("periksa/", views.verify, name="verify_form"),
    path("periksa/<str:code>/", views.verify, name="verify"),
    path("periksa/<str:code>", views.verify),
]
