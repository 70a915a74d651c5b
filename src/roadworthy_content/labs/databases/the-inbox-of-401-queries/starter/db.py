"""How the application is connected: two connections, and nobody waits long for one."""

from __future__ import annotations

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker


def make_sessions(url: str) -> sessionmaker[Session]:
    """Return a maker of sessions for the database at `postgresql://...`."""
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=2,
        max_overflow=0,
        pool_timeout=3,
        connect_args={"prepare_threshold": None, "options": "-c statement_timeout=8s"},
    )
    return sessionmaker(engine)
