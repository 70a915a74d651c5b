"""What notify_all did before anybody touched it."""

ADDRESS = {"email": "email", "sms": "phone", "push": "device"}


def text_of(channel, name, message):
    if channel == "email":
        return f"Subject: New message\n\nDear {name},\n{message}"
    if channel == "sms":
        return message if len(message) <= 20 else message[:19] + "…"
    return f"🔔 {name}: {message}"


def notified(members, message, hour):
    """Return what was sent, and what was logged."""
    sent, lines = [], []
    for member in members:
        name, channel = member["name"], member["channel"]
        if channel not in ADDRESS:
            lines.append(f"skipped {name}: no channel {channel}")
        elif channel != "email" and (hour >= 22 or hour < 7):
            lines.append(f"skipped {name}: quiet")
        elif ADDRESS[channel] not in member:
            lines.append(f"failed {name} by {channel}: no {ADDRESS[channel]}")
        else:
            sent.append((member[ADDRESS[channel]], text_of(channel, name, message)))
            lines.append(f"sent {name} by {channel}")
    return sent, lines


def people(rng, count):
    """Return random members, of whom some lack an address."""
    found = []
    for number in range(count):
        member = {"name": f"member{number}", "channel": rng.choice(["email", "sms", "push", "push", "fax"])}
        for address in ("email", "phone", "device"):
            if rng.random() < 0.7:
                member[address] = f"{address}-{rng.randrange(10**6)}"
        found.append(member)
    return found
