"""The law as data: dated, cited rules and the dates they give."""
