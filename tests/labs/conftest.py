"""What lies under data/ are labs: their checks are for the judge, not for us."""

collect_ignore = ["data"]
