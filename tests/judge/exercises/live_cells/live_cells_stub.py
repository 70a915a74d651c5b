class InputCell:
    def __init__(self, value):
        self.value = value


class ComputeCell:
    def __init__(self, inputs, compute):
        self.value = None

    def add_callback(self, callback):
        pass

    def remove_callback(self, callback):
        pass
