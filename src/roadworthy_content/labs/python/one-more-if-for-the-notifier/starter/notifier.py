"""Tells members about messages."""


class Notifier:
    """Decides, formats, sends and logs."""

    def __init__(self, outbox):
        self.outbox = outbox
        self.lines = []

    def notify(self, members, message, hour):
        for member in members:
            name = member["name"]
            if member["channel"] == "email":
                if "email" not in member:
                    self.lines.append(f"failed {name} by email: no email")
                    continue
                self.outbox.append((member["email"], f"Subject: New message\n\nDear {name},\n{message}"))
            elif member["channel"] == "sms":
                if hour >= 22 or hour < 7:
                    self.lines.append(f"skipped {name}: quiet")
                    continue
                if "phone" not in member:
                    self.lines.append(f"failed {name} by sms: no phone")
                    continue
                text = message
                if len(text) > 20:
                    text = text[:19] + "…"
                self.outbox.append((member["phone"], text))
            elif member["channel"] == "push":
                if hour >= 22 or hour < 7:
                    self.lines.append(f"skipped {name}: quiet")
                    continue
                if "device" not in member:
                    self.lines.append(f"failed {name} by push: no device")
                    continue
                self.outbox.append((member["device"], f"🔔 {name}: {message}"))
            else:
                self.lines.append(f"skipped {name}: no channel {member['channel']}")
                continue
            self.lines.append(f"sent {name} by {member['channel']}")


def notify_all(members, message, hour, outbox):
    """Tell all members; return what was logged."""
    notifier = Notifier(outbox)
    notifier.notify(members, message, hour)
    return notifier.lines
