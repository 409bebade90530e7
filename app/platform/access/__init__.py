"""Who may call and for what: the words that the database keeps and the HTTP floor asks about."""
