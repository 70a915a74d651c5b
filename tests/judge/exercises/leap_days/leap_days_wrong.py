def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 600 == 0)


def leaps(first, last):
    return {year for year in range(first, last + 1) if is_leap(year)}
