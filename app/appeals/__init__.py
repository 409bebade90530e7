"""Appeals: the record of each appeal, from its registration to its end."""
