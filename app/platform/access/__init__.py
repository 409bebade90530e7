"""Who may call, and for what: principals, scopes and client secrets."""
