SECRET = {secret}


def test_program(subject):
    """The program prints the secret."""
    assert subject.run(["python", "learner.py"]).stdout == f"{SECRET}\n"


def test_program_again(subject):
    """And once more."""
    assert subject.run(["python", "learner.py"]).stdout == f"{SECRET}\n"
