import io


class CountedFile(io.BytesIO):
    def __init__(self, *args, **kwargs):
        pass

    def read(self, size=-1):
        pass


class CountedWire:
    def __init__(self, wire):
        pass
