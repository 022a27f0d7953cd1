"""Addresses of calls, of officers in the field and of the duty board; they belong to the desk's namespace."""

from django.urls import path

from . import board, calls, field_links, phone

FIELD = [
    path("telepon/", calls.page, name="calls"),
    path("telepon/<slug:key>/<str:event>/", calls.open_page, name="call"),
    path("perkara/<int:case_id>/piket/", field_links.page, name="field_links"),
    path("piket/<int:dispatch_id>/tarik/", field_links.recall_link, name="recall"),
    path("piket/<int:dispatch_id>/qr.svg", field_links.qr, name="field_qr"),
    path("papan/", board.page, name="board"),
    path("papan/<str:token>/", board.wall, name="wall"),
    path("tkp/pekerja.js", phone.worker, name="phone_worker"),
    path("tkp/<str:token>/", phone.page, name="phone"),
    path("tkp/<str:token>/<slug:step>/", phone.report, name="report"),
]
