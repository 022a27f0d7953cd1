"""Addresses of the public pages."""

from django.urls import path

from . import views

app_name = "portal"

urlpatterns = [
    path("periksa/", views.verify, name="verify_form"),
    path("periksa/<str:code>/", views.verify, name="verify"),
    path("periksa/<str:code>", views.verify),
]
