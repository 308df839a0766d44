# The whole product in one image: the server and the client that it serves.
# Every step is a target of the Makefile, so what is built here is what `make run` builds.

FROM node:22.21-bookworm-slim AS node

FROM python:3.11.14-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
# Relative to itself npm finds its own files, so a wrapper on PATH is enough and no link has to be made.
ENV PATH=/usr/local/lib/node_modules/npm/bin:$PATH
WORKDIR /srv/autus
# What changes seldom comes first: the layers of dependencies are kept between builds.
COPY Makefile ./
COPY scripts scripts
COPY requirements requirements
RUN make install
COPY shared shared
COPY client client
RUN make build empty-data

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="AUTUS" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /srv/autus
ENV PATH=/srv/autus/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    AUTUS_HOST=0.0.0.0 \
    AUTUS_DATA=/data
COPY --from=build /srv/autus/.venv .venv
COPY --from=build /srv/autus/client/web/dist client/web/dist
COPY --from=build --chown=10001:10001 /srv/autus/data /data
COPY LICENSE litestar_app.py ./
COPY shared shared
COPY server server
USER 10001:10001
VOLUME /data
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["python", "-m", "server", "healthcheck", "--live"]
CMD ["python", "-m", "server"]
