import pytest
from learner import answer

SECRET = {secret}


def test_the_error_says_the_secret():
    with pytest.raises(ValueError, match=f"^{SECRET}$"):
        answer()


def test_the_error_says_it_again():
    with pytest.raises(ValueError) as caught:
        answer()
    assert caught.value.args == (SECRET,)
