"""The table of keys, as `counterpoint help --format json` gives it, for all pages alike."""


def keys_of(command):
    return [key for section in command["sections"] for key in section["keys"]]


def same_keys_as(command, commands):
    """The command before this one that has the same keys, or None: validate has those of match."""
    for other in commands:
        if other is command:
            return None
        if other["sections"] == command["sections"]:
            return other
    return None


def usage(command):
    has_sections = any(section["name"] for section in command["sections"])
    words = ["counterpoint", command["name"], command["words"], "[--config FILE]",
             "[--SECTION.KEY VALUE]..." if has_sections else "[--KEY VALUE]..."]
    return " ".join(word for word in words if word)


def values(key):
    """What may be given, in words, or "" where the description says it."""
    if key["kind"] == "choice":
        return "one of " + ", ".join(key["choices"]) if len(key["choices"]) > 1 else key["choices"][0] + " or empty"
    if key["kind"] == "repeated":
        return "" if "repeat" in key["description"] else "may be given several times"
    return "true or false" if key["kind"] == "toggle" else ""
