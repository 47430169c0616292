"""What platforms can do, as far as the conversation has to know."""

# Where a form is shown as one; elsewhere its fields are asked one after another.
FORMS = frozenset({"web", "discord"})
# Where a form may not be the answer to another one: a button stands between them.
FORM_AFTER_BUTTON_ONLY = frozenset({"discord"})
# A form there has this many fields at most; one with more is asked field by field.
FORM_FIELDS_MAX = {"discord": 5}
# Where a form can have a field for a file; elsewhere the file is sent when its turn comes.
FILE_FIELDS = frozenset({"discord"})
# Where a message in a group can be shown to one person alone, so that people can work there too.
SHOWN_TO_ONE = frozenset({"discord"})
# Where what is typed in a group never reaches us: there a form takes it.
TYPED_IN_FORMS = frozenset({"discord"})
# Where people can share where they are; elsewhere a place is typed.
LOCATES = frozenset({"telegram", "web"})
# Where a command has one name: what it is also called elsewhere is not known there.
ONE_NAME = frozenset({"discord"})
# Where a group has channels of its own, for moderators, for digests.
CHANNELS = frozenset({"discord"})
# Where we can take a message away and let its author rest, for moderators who may.
MODERATES = frozenset({"discord", "telegram"})

MB = 1_000_000
# The largest file that can be fetched from there: bots get no more than 20 MB out of Telegram.
FILE_BYTES_MAX = {"web": 100 * MB, "telegram": 20 * MB, "discord": 25 * MB}


def shows_forms(platform: str) -> bool:
    """Tell whether a platform shows a form as one."""
    return platform in FORMS


def takes_files_in_forms(platform: str) -> bool:
    """Tell whether a form can have a field for a file there."""
    return platform in FILE_FIELDS


def shows_to_one(platform: str) -> bool:
    """Tell whether a message in a group can be shown to one person alone."""
    return platform in SHOWN_TO_ONE


def has_other_names(platform: str) -> bool:
    """Tell whether a command can be called by its other names there."""
    return platform not in ONE_NAME


def file_bytes_max(platform: str) -> int:
    """Give the size of the largest file that a platform hands over."""
    return FILE_BYTES_MAX.get(platform, 20 * MB)


# Names that people know; they are the same in every language.
NAMES = {"telegram": "Telegram", "discord": "Discord", "web": "Web"}


def name_of(platform: str) -> str:
    """Give the name by which people know a platform."""
    return NAMES.get(platform, platform)


def has_channels(platform: str) -> bool:
    """Tell whether a group has channels of its own there."""
    return platform in CHANNELS


def moderates(platform: str) -> bool:
    """Tell whether moderators can have messages taken away by us there."""
    return platform in MODERATES
