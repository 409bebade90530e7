"""The peer: the same work as an ordinary, careful Django REST framework project would do it, with django-fsm-2.

It has what the service has (a token check whose outcome is remembered, tenancy, a state machine, the dates of the law,
idempotency, a hash-chained event, one commit, an access line) and leaves out what would only slow it down: no
browsable API, no sessions, no middleware but the one that sets Content-Length, persistent connections. It runs in a
virtual environment of its own (bench/requirements.txt) and imports nothing of the service.
"""
