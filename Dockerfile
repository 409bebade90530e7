# The service for a live deployment. It brings no database: set DATABASE_URL and the keys (see app/settings.py).
# Each release changes the schema once, before the new service starts:  docker run --env-file ... IMAGE python -m app migrate

FROM python:3.13-slim AS build
COPY requirements/prod.txt .
RUN python -m venv /venv \
 && /venv/bin/python -m pip install --require-hashes --no-cache-dir --disable-pip-version-check --requirement prod.txt

FROM python:3.13-slim
COPY --from=build /venv /venv
WORKDIR /srv
COPY alembic.ini .
COPY app app
COPY migrations migrations
# The account that runs it may write nothing here: without this, every start would compile the service again.
RUN python -m compileall -q app migrations
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
EXPOSE 8000
# http.client, because urllib would send the question to a proxy when one is configured.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["python", "-c", "\
from http.client import HTTPConnection; \
service = HTTPConnection('127.0.0.1', 8000, timeout=3); \
service.request('GET', '/health/live'); \
raise SystemExit(service.getresponse().status != 200)"]
CMD ["python", "-m", "app", "serve", "--host", "0.0.0.0"]
