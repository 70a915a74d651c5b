import json


class ChatApi:
    def __init__(self, database=None):
        self._users = {user["name"]: user for user in (database or {"users": []})["users"]}

    def get(self, url, payload=None):
        if url != "/users":
            raise LookupError(url)
        wanted = json.loads(payload)["users"] if payload else self._users
        return json.dumps({"users": [self._users[name] for name in sorted(wanted)]})

    def post(self, url, payload=None):
        data = json.loads(payload)
        if url == "/join":
            user = {"name": data["user"], "rooms": [], "unread": {}}
            self._users[user["name"]] = user
            return json.dumps(user)
        sender, room = self._users[data["from"]], data["room"]
        for name, user in self._users.items():
            if room in user["rooms"] and name != sender["name"]:
                user["unread"][room] = user["unread"].get(room, 0) + 1
        return json.dumps({"users": sorted(self._users)})
