"""Where things live and how the program behaves, from the environment (`ROADWORTHY_*`) with sound defaults."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Containment(StrEnum):
    """Whether learners' code runs in the sandbox."""

    AUTO = "auto"  # where the machine can; elsewhere a learner's own code runs as they do, said once
    ALWAYS = "always"  # or not at all: for servers that judge other people's code
    NEVER = "never"  # for debugging the judge


class Settings(BaseSettings):
    """Settings of one process; every field can be set by an environment variable `ROADWORTHY_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="ROADWORTHY_", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("roadworthy", appauthor=False)),
        description="The database and other things that must not be lost.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("roadworthy", appauthor=False)),
        description="Built environments and rendered maps; may be deleted at any time.",
    )
    workspaces: Path = Field(
        default_factory=lambda: Path.home() / "roadworthy",
        description="The folder in which `start` puts one folder a lab.",
    )
    database: str = Field(default="", description="SQLAlchemy URL; empty means SQLite in data_dir.")
    packs: tuple[Path, ...] = Field(default=(), description="Folders with other people's labs.")
    host: str = "127.0.0.1"
    port: int = 7623
    contained: Containment = Field(
        default=Containment.AUTO, description="Whether learners' code runs in the sandbox: auto, always or never."
    )
    stay: bool = Field(
        default=True,
        description="Whether a `check` in a terminal may leave a judge behind, for ten minutes, that keeps slow servers.",
    )
    learner: str = Field(default="you", description="The learner's name in single-user mode.")
    retention: float = Field(
        default=0.9,
        ge=0.7,
        le=0.97,
        description="How likely a skill shall still be there when its review is due; more means more reviews.",
    )

    @cached_property
    def database_url(self) -> str:
        """Return the SQLAlchemy URL of the database."""
        return self.database or f"sqlite:///{self.data_dir / 'roadworthy.sqlite3'}"
