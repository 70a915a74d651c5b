from words import words


def test_counts_words():
    """Every word is counted."""
    assert words("no no yes") == {"no": 2, "yes": 1}


def test_case_makes_no_difference():
    """Upper and lower case make no difference."""
    assert words("No no") == {"no": 2}


def test_spaces_do_not_count():
    """Any number of spaces separates two words."""
    assert words("  so   it goes ") == {"so": 1, "it": 1, "goes": 1}
