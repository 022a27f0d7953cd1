"""Addresses of the decisions."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.decision_list, name="decisions"),
    path("<slug:key>/<int:serial>/<str:decision_id>/", views.decision, name="decision"),
]
