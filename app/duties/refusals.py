"""The refusals of the use cases of duties."""


class NotYoursToSay(Exception):
    """Another organisation says this of a duty."""


class NothingToExplain(Exception):
    """The duty was met in time, or is owed no more."""


class NothingToDispute(Exception):
    """No cause was given, or nothing was recorded as done."""
