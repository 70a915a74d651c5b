from datetime import date, datetime


class Tip:
    def __init__(self, day, text, cents):
        self.day, self.text, self.cents = day, text, cents

    def __lt__(self, other):
        return (self.day, self.text) < (other.day, other.text)


def tip(day, text, cents):
    when = day if isinstance(day, date) else datetime.strptime(day, "%Y-%m-%d").date()
    return Tip(when, text, cents)


def render(currency, locale, tips):
    symbol = {"EUR": "€", "USD": "$"}[currency]
    heads = {"de": ("Datum", "Grund", "Betrag"), "en": ("Date", "Reason", "Amount")}[locale]
    lines = ["{:<10} | {:<12} | {:<9}".format(*heads)]
    for one in sorted(tips):
        day = one.day.strftime("%d.%m.%Y" if locale == "de" else "%m/%d/%Y")
        text = one.text if len(one.text) <= 12 else one.text[:9] + "..."
        amount = f"{abs(one.cents) / 100:,.2f}"
        if locale == "de":
            amount = amount.translate(str.maketrans(",.", ".,")) + f" {symbol}"
            amount = f"-{amount}" if one.cents < 0 else amount
        else:
            amount = f"({symbol}{amount})" if one.cents < 0 else f"{symbol}{amount} "
        lines.append(f"{day} | {text:<12} | {amount:>9}")
    return "\n".join(lines)
