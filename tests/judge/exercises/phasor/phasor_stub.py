class Phasor:
    def __init__(self, real, imaginary=0):
        pass

    def __eq__(self, other):
        pass

    def __abs__(self):
        pass
