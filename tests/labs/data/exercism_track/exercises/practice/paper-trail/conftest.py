import pytest


@pytest.fixture
def greeting():
    return "Good morning"
