class TipJar:
    def open(self):
        self.balance = 0

    def close(self):
        pass

    def put(self, amount):
        pass

    def take(self, amount):
        pass
