"""Which media type a caller prefers, from its `Accept` (RFC 9110 section 12.5.1)."""


def prefers(accept: str, kind: str) -> bool:
    """Whether a caller would rather have this media type than JSON. A caller who says nothing gets JSON."""
    weights = dict(_weights(accept))
    return weights.get(kind, 0.0) > weights.get("application/json", 0.0)


def _weights(accept: str) -> list[tuple[str, float]]:
    found = []
    for one in accept[:1000].lower().split(","):
        kind, *parameters = (part.strip() for part in one.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        found.append((kind, _number(weight)))
    return found


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
