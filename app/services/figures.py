"""What is counted of advice services: from the database's rows, and to what is kept as published."""

from pydantic import TypeAdapter

from app.domain.referral.disclosure import Journey
from app.domain.referral.figures import Effect

JOURNEY: TypeAdapter[Journey] = TypeAdapter(Journey)
EFFECT: TypeAdapter[Effect] = TypeAdapter(Effect)
