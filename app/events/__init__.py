"""The feed: what happened to the records of every wing, for a partner's own system."""
