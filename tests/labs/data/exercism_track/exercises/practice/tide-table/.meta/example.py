def read_tides(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.split(",") for line in file.read().splitlines()]
    return {day: float(height) for day, height in rows}


def house_rule():
    with open("rule.txt", encoding="utf-8") as file:
        return file.readline().strip()
