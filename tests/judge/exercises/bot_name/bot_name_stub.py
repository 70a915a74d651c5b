class Bot:
    name = ""

    def reset(self):
        pass
