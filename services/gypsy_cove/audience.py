"""Who a page is for; core-api decides again what each of them may do."""

PARENTS = frozenset({"parent"})
YOUNG = frozenset({"teen", "child"})
FAMILY = PARENTS | YOUNG
ADMINISTRATORS = frozenset({"admin"})
