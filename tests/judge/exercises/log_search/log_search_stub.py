def search(pattern, flags, files):
    pass
