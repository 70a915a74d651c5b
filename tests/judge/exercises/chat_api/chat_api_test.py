import json
import unittest

from chat_api import ChatApi


class ChatApiTest(unittest.TestCase):
    def database(self):
        return {
            "users": [
                {"name": "ada", "rooms": ["ops"], "unread": {}},
                {"name": "bob", "rooms": ["ops", "fun"], "unread": {"ops": 2}},
            ]
        }

    def test_no_users(self):
        self.assertDictEqual(json.loads(ChatApi({"users": []}).get("/users")), {"users": []})

    def test_join(self):
        api = ChatApi()
        answer = api.post("/join", json.dumps({"user": "eve"}))
        self.assertDictEqual(json.loads(answer), {"name": "eve", "rooms": [], "unread": {}})

    def test_one_user(self):
        answer = ChatApi(self.database()).get("/users", json.dumps({"users": ["bob"]}))
        self.assertEqual(json.loads(answer)["users"][0]["unread"], {"ops": 2})

    def test_say(self):
        database = self.database()
        ChatApi(database).post("/say", payload=json.dumps({"from": "ada", "room": "ops"}))
        self.assertEqual(database["users"][1]["unread"], {"ops": 3})
        self.assertEqual(database["users"][0]["unread"], {})

    def test_unknown_place(self):
        with self.assertRaises(LookupError) as caught:
            ChatApi().get("/admin")
        self.assertEqual(caught.exception.args, ("/admin",))
