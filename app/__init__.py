"""Mediation before the SEND Tribunal: a service that local authorities, providers and the tribunal use over HTTP."""

import gc
from typing import Final

gc.set_threshold(50_000, 20, 50)  # every process imports much, and keeps it: looking through it took a tenth of that

SERVICE: Final = "mediation-before-tribunal"
"""What the service calls itself where programs ask: in `/health/live`, in its numbers and traces."""
VERSION: Final = "1.0.0"
"""The version of the program and of its API: see `docs/versions.md`. A test holds every file that names it to this."""
