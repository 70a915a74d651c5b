"""What programs talk to."""

from flask import Blueprint
from flask_restful import Api, Resource, abort, reqparse

from chat.store import Store

blueprint = Blueprint("api", __name__)
api = Api(blueprint)
store = Store()


def as_json(message):
    """A message as the API shows it."""
    return {"id": message.id, "author": message.author, "text": message.text}


class Messages(Resource):
    """The messages of a room."""

    def get(self, room):
        return {"messages": [as_json(message) for message in store.messages(room)], "next": None}

    def post(self, room):
        parser = reqparse.RequestParser()
        parser.add_argument("author", type=str, required=True)
        parser.add_argument("text", type=str, required=True)
        message = store.add(room, **parser.parse_args())
        return as_json(message), 201, {"Location": f"/api/rooms/{room}/messages/{message.id}"}


class OneMessage(Resource):
    """A message of a room."""

    def get(self, room, number):
        for message in store.messages(room):
            if message.id == number:
                return as_json(message)
        abort(404)


class Welcome(Resource):
    """The welcome of a room."""

    def put(self, room):
        parser = reqparse.RequestParser()
        parser.add_argument("welcome", type=str, required=True)
        store.set_welcome(room, parser.parse_args()["welcome"])
        return "", 204


api.add_resource(Messages, "/rooms/<room>/messages")
api.add_resource(OneMessage, "/rooms/<room>/messages/<int:number>")
api.add_resource(Welcome, "/rooms/<room>/welcome")
