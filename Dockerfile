# syntax=docker/dockerfile:1
# Daicho as a container: not root, nothing written to its own file system.
#   docker build -t daicho .
#   docker run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -v "$PWD:/work:ro" daicho scan --no-history
# What it writes (-o html:/out/report.html) needs a folder that user 10001 may write to.
# For a build that can be repeated, name the base by its digest: --build-arg BASE=python@sha256:...
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY . .
RUN python -m venv /opt/daicho \
 && /opt/daicho/bin/python -m pip install --quiet ".[postgres,mysql,migrations,xlsx,schedules,policy-import]" \
 && /opt/daicho/bin/python -m compileall -q /opt/daicho

FROM ${BASE}
# PostgreSQL's server for --migrations; git for --baseline git:REF.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git postgresql-15 \
 && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/15/main \
 && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin daicho
COPY --from=build /opt/daicho /opt/daicho
ENV PATH=/opt/daicho/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
USER 10001:10001
WORKDIR /work
ENTRYPOINT ["daicho"]
CMD ["--help"]
