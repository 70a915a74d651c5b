from collections import Counter
from concurrent.futures import ThreadPoolExecutor


def count(text):
    return Counter(letter for letter in text.lower() if letter.isalpha())


def census(texts):
    total = Counter()
    with ThreadPoolExecutor(4) as pool:
        for part in pool.map(count, texts):
            total += part
    return total
