"""What every server process of ours has around its work; standard library only, and no service."""
