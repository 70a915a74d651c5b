class BacklogFull(BufferError):
    pass


class BacklogEmpty(BufferError):
    pass


class Backlog:
    def __init__(self, room):
        pass

    def write(self, message):
        pass

    def overwrite(self, message):
        pass

    def read(self):
        pass

    def clear(self):
        pass
