"""What every wing stands on and no wing owns: HTTP, the database, access, keys and the journal."""
