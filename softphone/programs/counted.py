"""How many of what, in English."""


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
