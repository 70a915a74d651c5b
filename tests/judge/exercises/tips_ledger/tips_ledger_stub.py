def tip(day, text, cents):
    pass


def render(currency, locale, tips):
    pass
