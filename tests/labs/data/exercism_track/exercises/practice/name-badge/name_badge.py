class Badge:
    pass
