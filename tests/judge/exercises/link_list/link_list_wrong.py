class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class LinkedList:
    def __init__(self, values=()):
        self.head = None
        self._length = 0
        for value in values:
            self.push(value)

    def push(self, value):
        self.head = Node(value, self.head)
        self._length += 1

    def pop(self):
        if self.head is None:
            raise IndexError("the list is empty")
        node, self.head = self.head, self.head.next

        return node.value

    def reverse(self):
        before, node = None, self.head
        while node:
            node.next, before, node = before, node, node.next
        return self

    def __len__(self):
        return self._length

    def __iter__(self):
        return LinkedIterator(self.head)

    def __bool__(self):
        return self.head is not None


class LinkedIterator:
    def __init__(self, node):
        self.node = node

    def __iter__(self):
        return self

    def __next__(self):
        if self.node is None:
            raise StopIteration
        node, self.node = self.node, self.node.next
        return node.value


def has_cycle(node):
    seen = set()
    while node is not None:
        if node in seen:
            return True
        seen.add(node)
        node = node.next
    return False


def values_of(node):
    while node:
        yield node.value
        node = node.next
