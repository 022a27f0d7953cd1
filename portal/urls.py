"""Addresses of the public pages."""

from django.urls import path

from . import source, views

app_name = "portal"

urlpatterns = [
    path("kode-sumber/", source.source, name="source"),
    path("periksa/", views.verify, name="verify_form"),
    path("periksa/<str:code>/", views.verify, name="verify"),
    path("periksa/<str:code>", views.verify),
]
