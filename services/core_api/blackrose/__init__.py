"""The data of Black Rose Collective: creators, tiers, posts, consents, notices, ledger."""
