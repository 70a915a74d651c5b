"""That the server is there, and which one it is."""

from fastapi import APIRouter

from roadworthy import __version__
from roadworthy.web.api.models import HealthOut
from roadworthy.web.serve import instance_of
from roadworthy.web.state import State

router = APIRouter(tags=["service"])


@router.get("/health", summary="Say that this is Roadworthy")
def health(state: State) -> HealthOut:
    """Return the version, and a name that servers of the same database share."""
    state.store.revision()  # raises if the database has gone
    return HealthOut(version=__version__, instance=instance_of(state.settings))
