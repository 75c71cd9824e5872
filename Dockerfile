# The first stage installs what the application needs and no more: pyproject.toml says
# what, the lock says which version and with which hash. uv itself comes by its hash.
FROM python:3.11-slim-bookworm AS installed
WORKDIR /app
COPY pyproject.toml requirements.lock ./
RUN awk '/^[a-z]/ { ours = /^uv==/ } ours' requirements.lock > uv.lock \
 && pip install --no-cache-dir --require-hashes --requirement uv.lock \
 && uv venv /venv \
 && uv pip install --no-cache --python /venv/bin/python --require-hashes \
      --constraint requirements.lock --requirement pyproject.toml

FROM python:3.11-slim-bookworm
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
COPY .ci/system .ci/system
RUN .ci/system pdf \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin trackii \
 && install --directory --owner trackii --mode 0700 /keystore
COPY --from=installed /venv /venv
COPY . .
# Collecting the static files needs settings, but no key and no server.
RUN TRACKII_ROLE=beat DATABASE_URL=postgresql:// REDIS_URL=redis:// \
    TRACKII_ORIGIN=https://localhost TRACKII_HOSTS=localhost \
    TRACKII_SMTP=smtp://localhost TRACKII_SENDER=desk@localhost \
    python manage.py collectstatic --noinput
USER trackii
EXPOSE 8000
CMD ["gunicorn", "trackii.wsgi", "--config", "python:trackii.listening", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
