from learner import attack

SECRET = {secret}


def test_the_wall_holds():
    """What the attacker tried was refused."""
    assert attack() == "held"
