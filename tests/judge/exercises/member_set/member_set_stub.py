class MemberSet:
    def __init__(self, names=()):
        pass

    def add(self, name):
        pass

    def __contains__(self, name):
        pass

    def __eq__(self, other):
        pass

    def isdisjoint(self, other):
        pass
