"""The peer's one action, and reading a case."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.peer.law import appeal_closes_on, contact_closes_on
from bench.peer.models import Answered, Case, Event


class ContactIn(serializers.Serializer):
    """The action's body."""

    occurred_on = serializers.DateField(required=False)


class CaseOut(serializers.ModelSerializer):
    """A case as its parties see it."""

    contact_closes_on = serializers.SerializerMethodField()
    appeal_closes_on = serializers.SerializerMethodField()
    contact_in_time = serializers.BooleanField()

    class Meta:
        model = Case
        exclude = ("sealed", "head")

    def get_contact_closes_on(self, case: Case) -> str:
        """Regulation 33."""
        return contact_closes_on(case.notice_sent_on).isoformat()

    def get_appeal_closes_on(self, case: Case) -> str:
        """Rule 20."""
        return appeal_closes_on(case.notice_sent_on).isoformat()


class CaseView(APIView):
    """One case."""

    def get(self, request: Request, case_id: UUID) -> Response:
        """Read it."""
        request.user.must_have("cases:read")
        case = get_object_or_404(Case, id=case_id, la_id=request.user.organisation_id)
        return Response(CaseOut(case).data, headers={"ETag": f'"{case.version}"'})


class ContactAdviser(APIView):
    """Record a first contact with an adviser."""

    def post(self, request: Request, case_id: UUID) -> Response:
        """Take the one action, in one transaction, once for each key."""
        caller, key = request.user, request.headers["Idempotency-Key"]
        caller.must_have("actions:write")
        given = ContactIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked = json.dumps([request.path, request.data], sort_keys=True)
        fingerprint = hashlib.sha256(asked.encode()).hexdigest()
        with transaction.atomic():
            before = Answered.objects.filter(organisation_id=caller.organisation_id, key=key).first()
            if before is not None:
                if before.fingerprint != fingerprint:
                    raise ValidationError("this key came with another request")
                return Response(json.loads(before.body), before.status)
            found = Case.objects.select_for_update().filter(provider_id=caller.organisation_id)
            case = get_object_or_404(found, id=case_id)
            self._advance(case, caller, given.validated_data)
            shown = CaseOut(case).data
            Answered.objects.create(
                organisation_id=caller.organisation_id, key=key, fingerprint=fingerprint, status=200,
                body=json.dumps(shown), recorded_at=case.updated_at,
            )  # fmt: skip
        return Response(shown, headers={"ETag": f'"{case.version}"'})

    @staticmethod
    def _advance(case: Case, caller: Any, given: dict[str, Any]) -> None:
        at = timezone.now()
        occurred_on = given.get("occurred_on") or at.date()
        if occurred_on < case.notice_sent_on or occurred_on > at.date():
            raise ValidationError("not between the notice and today")
        try:
            changes = case.contact_adviser(occurred_on)
        except TransitionNotAllowed as error:
            raise ValidationError(str(error)) from error
        previous, case.version, case.updated_at = case.head, case.version + 1, at
        happened = {
            "case_id": str(case.id), "seq": case.version, "type": "adviser-contacted", "action": "contact-adviser",
            "by": "mediation_provider", "organisation_id": str(caller.organisation_id), "client_id": caller.client_id,
            "occurred_on": occurred_on.isoformat(), "recorded_at": at.isoformat(), "changes": changes,
        }  # fmt: skip
        canonical = json.dumps(happened, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        case.head = hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()
        case.save(update_fields=["state", "contacted_on", "facts", "version", "head", "updated_at"])
        Event.objects.create(
            case=case, seq=case.version, la_id=case.la_id, provider_id=case.provider_id, type="adviser-contacted",
            action="contact-adviser", by_kind="mediation_provider", organisation_id=caller.organisation_id,
            client_id=caller.client_id, occurred_on=occurred_on, recorded_at=at, changes=changes, previous=previous,
            hash=case.head,
        )  # fmt: skip
        owed = case.duties.filter(stands="owed")
        owed.filter(code="contact-adviser").update(stands="met", met_on=occurred_on, version=case.version)
        owed.filter(code="apply-for-leave").update(
            stands="lapsed", ended_on=occurred_on, ended_by=case.version, ended_as="action", version=case.version
        )


def health(_: HttpRequest) -> HttpResponse:
    """Say that it runs."""
    return HttpResponse("ok")
