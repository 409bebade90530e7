"""Operations that only a sandbox offers."""
