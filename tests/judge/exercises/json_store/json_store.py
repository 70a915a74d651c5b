import json


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def to_json(self):
        return {"__point__": [self.x, self.y]}


class Encoder(json.JSONEncoder):
    def default(self, value):
        if hasattr(value, "to_json"):
            return value.to_json()
        return super().default(value)


def dump(value, **options):
    return json.dumps(value, cls=Encoder, **options)


def load(text):
    return json.loads(text, object_hook=lambda found: Point(*found["__point__"]) if "__point__" in found else found)


def inventory():
    return {"items": [{"name": "pen", "price": 1.5, "tags": None, "sold": True}], "count": 1}
