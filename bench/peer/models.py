"""The peer's tables: the service's columns and indexes, as a Django project would declare them."""

from datetime import date
from uuid import uuid4

from django.db import models
from django_fsm import FSMField, transition

from bench.peer.law import contact_closes_on


class Case(models.Model):
    """A dispute about one decision."""

    id = models.UUIDField(primary_key=True)
    la_id = models.UUIDField()
    la_code = models.CharField(max_length=3)
    provider_id = models.UUIDField()
    la_reference = models.CharField(max_length=80)
    appellant_reference = models.CharField(max_length=80, null=True)
    regime = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    notice_sent_on = models.DateField()
    state = FSMField(default="notified", protected=True)
    placement_only = models.BooleanField(default=False)
    contacted_on = models.DateField(null=True)
    facts = models.JSONField()
    sealed = models.BinaryField()
    version = models.IntegerField()
    head = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index("la_id", models.F("updated_at").desc(), models.F("id").desc(), name="case_la_newest"),
            models.Index("la_id", "state", models.F("updated_at").desc(), models.F("id").desc(), name="case_la_state"),
            models.Index("provider_id", models.F("updated_at").desc(), models.F("id").desc(), name="case_provider"),
            models.Index("la_id", "la_reference", name="case_reference"),
        )

    def contact_in_time(self) -> bool:
        """Whether the contact period was open; a late contact is recorded all the same."""
        return self.contacted_on is None or self.contacted_on <= contact_closes_on(self.notice_sent_on)

    @transition(field=state, source="notified", target="adviser_contacted")
    def contact_adviser(self, occurred_on: date) -> dict[str, str]:
        """The family reached a mediation adviser. Returns what changed."""
        self.contacted_on = occurred_on
        changes = {"contacted_on": occurred_on.isoformat(), "stage": "adviser_contacted"}
        self.facts |= changes
        return changes


class Event(models.Model):
    """Something that happened on a case, chained by hash to what happened before."""

    case = models.ForeignKey(Case, models.PROTECT)
    seq = models.IntegerField()
    la_id = models.UUIDField()
    provider_id = models.UUIDField()
    type = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    by_kind = models.CharField(max_length=40)
    organisation_id = models.UUIDField()
    client_id = models.CharField(max_length=120)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    changes = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "seq"), name="event_case_seq"),)
        indexes = (
            models.Index(fields=("la_id", "id"), name="event_la_feed"),
            models.Index(fields=("provider_id", "id"), name="event_provider_feed"),
        )


class Duty(models.Model):
    """A duty that somebody owed on a case: the row stays when the duty is done or over."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="duties", db_index=False)
    la_id = models.UUIDField()
    provider_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    code = models.CharField(max_length=60)
    owed_by = models.CharField(max_length=40)
    counted_from = models.DateField(null=True)
    due_on = models.DateField()
    rule = models.CharField(max_length=60)
    opened_on = models.DateField()
    stands = models.CharField(max_length=20)
    met_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.IntegerField(null=True)
    ended_as = models.CharField(max_length=60, null=True)
    version = models.IntegerField()

    class Meta:
        indexes = (
            models.Index(fields=("case", "due_on", "id"), name="duty_case"),
            models.Index(fields=("la_id", "due_on", "id"), name="duty_la"),
            models.Index(fields=("provider_id", "due_on", "id"), name="duty_provider"),
            models.Index(fields=("owner_id", "due_on", "id"), name="duty_owed", condition=models.Q(stands="owed")),
        )


class Answered(models.Model):
    """What an idempotency key was answered with."""

    organisation_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField()
    body = models.TextField()
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation_id", "key"), name="answered_key"),)
