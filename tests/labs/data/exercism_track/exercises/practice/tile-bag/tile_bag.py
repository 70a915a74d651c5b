class TileBag:
    def __init__(self, tiles=()):
        pass
