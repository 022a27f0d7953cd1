"""Figures for monitoring, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from rest_framework.request import Request
from rest_framework.views import APIView

from api.access import InScope, Scope, Scopes
from cases.operation_selectors import figures

FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class Figures(Collector):
    """Asked anew at every scrape: what counts stands in the database, not in one web process of several."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for figure in figures(timezone.now()):
            family = GaugeMetricFamily(
                figure.name, figure.help, labels=[figure.label] if figure.label else []
            )
            for label, value in figure.values.items():
                family.add_metric([label] if figure.label else [], value)
            yield family


class MetricsView(APIView):
    permission_classes = (InScope,)
    scopes: ClassVar[Scopes] = {"get": Scope.METRICS}

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        """How the installation fares, for Prometheus. Totals only."""
        registry = CollectorRegistry()
        registry.register(Figures())
        return HttpResponse(
            generate_latest(registry), content_type=FORMAT, headers={"Cache-Control": "no-store"}
        )
