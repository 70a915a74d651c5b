"""Trying again, by a policy."""

import time


class Policy:
    """How often to try, and how long to wait between two tries."""

    def __init__(self, times=3, wait=0.1):
        self.times = times
        self.wait = wait


def retry(policy=Policy(), on=Exception, sleep=time.sleep):
    """Call a function again when it fails."""

    def decorate(function):
        def wrapper(*args, **kwargs):
            for _ in range(policy.times):
                try:
                    return function(*args, **kwargs)
                except:
                    sleep(policy.wait)

        return wrapper

    return decorate
