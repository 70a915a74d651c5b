def total(entries):
    result = 0
    for i in range(len(entries)):
        result = result + entries[i][1]
    return result


def lines(entries):
    result = []
    for i in range(len(entries)):
        result.append(entries[i][0] + ": " + str(entries[i][1]))
    return result
