from initials import initials


def test_takes_one_letter_of_each_name():
    """Every part of a name gives its first letter."""
    assert initials("Ada Lovelace") == "AL"


def test_is_upper_case():
    """The letters are upper case, however the name was typed."""
    assert initials("grace hopper") == "GH"


def test_spaces_do_not_count():
    """Spaces make no difference, wherever they are."""
    assert initials("  Alan  Turing ") == "AT"
