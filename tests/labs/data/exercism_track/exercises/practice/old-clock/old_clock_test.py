from old_clock import TIME


def test_time():
    assert TIME == 12
