# Roadworthy for a team, with the real systems that labs run against. See docs/components.md, "In a container".
FROM debian:bookworm-slim

COPY scripts/install-components /tmp/install-components
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates python3 python3-venv \
    && /tmp/install-components --servers \
    && rm -rf /tmp/install-components /var/lib/apt/lists/*

COPY . /src
RUN python3 -m venv /opt/roadworthy \
    && /opt/roadworthy/bin/pip install --quiet --no-cache-dir "/src[postgresql]" \
    && rm -rf /src \
    && useradd --create-home --shell /usr/sbin/nologin roadworthy

# Not root: servers that learners talk to run as this account, which can do nothing else.
USER roadworthy
ENV PATH=/opt/roadworthy/bin:$PATH
# What was built and installed on first use, and the learners' files.
VOLUME /home/roadworthy
EXPOSE 7623
CMD ["roadworthy", "--no-browser", "--host", "0.0.0.0", "--expose"]
