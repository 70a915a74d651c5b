#!/usr/bin/env bash
# Installs both bots into one environment, as it has always been done.
python -m venv --system-site-packages $2/bots
$2/bots/bin/pip install --find-links $1 greeter archiver
