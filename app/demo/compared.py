"""The story of a comparison: what invented families would meet under other rules, worked out behind the request."""

from app.demo.caller import LA, Unexpected
from app.demo.steps import Json, Steps

SECONDS = 180.0
"""How long a small comparison may take on a busy machine."""


def a_comparison(steps: Steps) -> None:
    """A small comparison of all regimes: asked, followed, and read with its ranges and what it cannot know."""
    steps.page.heading("A comparison")
    steps.page.say("The authority asks what the same invented families would meet under today's law and proposals.")

    steps.page.step("The answer comes at once. Processes of their own work the comparison out.")
    asked: Json = {"population": {"synthetic": {"decisions": 300, "seed": 7}}, "samples": 8}
    sent = steps.asks(LA, "POST", "/v1/evidence/comparisons", asked, 202, "status", "progress")
    path = f"/v1/evidence/comparisons/{sent['id']}"

    steps.page.step("What was found, with the range over what nobody knows?")
    done = steps.waits_for(LA, path, ("done", "failed", "cancelled"), SECONDS)
    if done["status"] != "done":
        raise Unexpected(f"The comparison should have been done, and is {done['status']}: {done['failure']}.")
    for regime, figures in done["by_regime"].items():
        locked, appeals = (_between(figures[name]) for name in ("locked_out", "appeals"))
        steps.page.say(f"{regime}: {locked} families locked out of the tribunal, {appeals} appeals.")
        if not figures["appeals"]["low"] <= figures["appeals"]["value"] <= figures["appeals"]["high"]:
            raise Unexpected(f"The number of appeals under {regime} is outside its own range.")

    steps.page.step("What moves this number most, and what can no comparison know?")
    first = next(one for one in done["sensitivity"] if one["measure"] == "locked_out")
    meaning = next(one["meaning"] for one in done["assumptions"] if one["name"] == first["assumption"])
    steps.page.say(f"{meaning}: {max(first['total'], 0):.0%} of the spread under {first['regime']}.")
    steps.page.say(done["unknowns"][0])


def _between(one: Json) -> str:
    return f"{one['value']:g} ({one['low']:g} to {one['high']:g})"
