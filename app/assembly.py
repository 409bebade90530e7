"""Puts together what the routes of the wings work with. Loaded with the first of these routes."""

from app.advice.offers.due import OffersDue
from app.capacity.sessions.interlock import Interlock
from app.cases.desk import Desk
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.unit import Service
from app.certificates import number
from app.certificates.certified import CertificatesKept
from app.certificates.signing import CertificateSigner
from app.duties.recording import DutiesKept
from app.law.holidays import england
from app.platform.db.directory import Organisations
from app.platform.db.fingerprints import Fingerprints
from app.platform.db.work import Database
from app.platform.keys import load_signing_key
from app.platform.sealing import Seal
from app.settings import Settings
from app.wings import explanation


def assembled(settings: Settings, database: Database, organisations: Organisations) -> Service:
    """Return the service of one deployment."""
    sealing_keys = [key.get_secret_value() for key in settings.sealing_keys]
    seal = Seal(sealing_keys)
    signer = CertificateSigner([load_signing_key(key.get_secret_value()) for key in settings.signing_keys])
    pathway = Pathway(Law(england(), settings.readings))
    desk = Desk(pathway, seal, signer, number.new, organisations, DutiesKept(pathway))
    return Service(
        database,
        organisations,
        desk,
        seal,
        Fingerprints(database, seal, sealing_keys),
        settings.public_url.rstrip("/"),
        Interlock(desk),
        OffersDue(desk.pathway.law),
        CertificatesKept(seal),
        allows_proposals=settings.sandbox,
        any_authority=settings.advisers_record_for == "registered",
        requires_keys=settings.require_idempotency_keys,
        explanation=explanation,
    )
