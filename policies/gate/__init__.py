"""The verification gate: what we know of one image, the checks, and the procedure over them."""
