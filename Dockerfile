# Build: docker build --tag headword .
# Run in the folder of a vocabulary: docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/project" headword check
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY shapes shapes
RUN python -m venv /opt/headword && /opt/headword/bin/pip install --no-cache-dir '.[all]'

FROM python:3.13-slim
# `headword diff` and the dates of concepts use git. The folder belongs to a different user than the one in the container.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /project \
    && useradd --create-home headword
COPY --from=build /opt/headword /opt/headword
ENV PATH="/opt/headword/bin:$PATH" HEADWORD_CACHE_DIR=/tmp/headword-cache
USER headword
WORKDIR /project
EXPOSE 8000
ENTRYPOINT ["headword"]
CMD ["--help"]
