"""What every wing needs and no wing owns: HTTP, the database, access, keys and the journal."""
