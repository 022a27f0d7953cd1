"""Addresses of the studio: one list of routes for each part."""

from django.urls import include, path

app_name = "studio"

urlpatterns = [
    path("keputusan/", include("studio.decisions.urls")),
]
