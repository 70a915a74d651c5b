import random
import unittest

from bot_name import Bot


class BotNameTest(unittest.TestCase):
    pattern = r"^[A-Z]{2}\d{3}$"

    def test_has_a_name(self):
        self.assertRegex(Bot().name, self.pattern)

    def test_keeps_it(self):
        bot = Bot()
        self.assertRegex(bot.name, self.pattern)
        self.assertEqual(bot.name, bot.name)

    def test_bots_differ(self):
        self.assertNotEqual(Bot().name, Bot().name)

    def test_reset(self):
        # With the same seed both names would be the same, were names not remembered.
        random.seed("beep")
        bot = Bot()
        before = bot.name
        random.seed("beep")
        bot.reset()
        self.assertNotEqual(bot.name, before)
        self.assertRegex(bot.name, self.pattern)

    def test_name_cannot_be_set(self):
        with self.assertRaises(AttributeError):
            Bot().name = "HI123"
