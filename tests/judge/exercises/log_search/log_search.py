def search(pattern, flags, files):
    def matches(line):
        text = line.rstrip("\n")
        wanted = pattern
        if "-i" in flags:
            text, wanted = text.lower(), wanted.lower()
        found = text == wanted if "-x" in flags else wanted in text
        return found != ("-v" in flags)

    out = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not matches(line):
                    continue
                if "-l" in flags:
                    out.append(f"{name}\n")
                    break
                prefix = f"{name}:" if len(files) > 1 else ""
                out.append(prefix + (f"{number}:" if "-n" in flags else "") + line)
    return "".join(out)
