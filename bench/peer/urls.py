"""The peer's paths, named as the service's."""

from django.urls import path

from bench.peer.views import CaseView, ContactAdviser, health

urlpatterns = [
    path("health/live", health),
    path("v1/cases/<uuid:case_id>", CaseView.as_view()),
    path("v1/cases/<uuid:case_id>/actions/contact-adviser", ContactAdviser.as_view()),
]
