from chatkit.rooms import Room


def test_an_empty_room():
    assert Room("lobby").members == []
