SECRET = {secret}


def test_program(subject):
    """The program says that the wall held."""
    done = subject.run(["python", "learner.py"])
    assert done.stdout == "held\n", done.stdout + done.stderr
