KNOWN = {"cumin", "anise", "mace"}
