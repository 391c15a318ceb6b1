# The image of web, worker, beat and the migration step. No network is needed to start it.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --no-deps -r requirements/base.txt
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY . .
# Fonts and static files are part of the image: every container serves the same bytes. The values are stand-ins for
# this one step; none of them stays in the image.
RUN python -m techforce.ui.fonts \
 && DJANGO_SETTINGS_MODULE=techforce.settings.production SECRET_KEY=build FIELD_KEYS=build ALLOWED_HOSTS=build \
    SITE_URL=https://build DATABASE_URL=postgres://build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input \
 && python -m compileall -q /app /venv

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=techforce.settings.production MEDIA_ROOT=/data/media NUMBA_CACHE_DIR=/tmp/numba
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin techforce \
 && install -d -o techforce -g techforce -m 0700 /data/media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
VOLUME /data/media
EXPOSE 8000
# SIGTERM lets gunicorn answer what it has begun and Celery finish or give back its tasks.
STOPSIGNAL SIGTERM
CMD ["gunicorn", "techforce.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
