"""Presets that look at pictures, and those that collect voices, photos and prices."""

from domain.amounts import N_
from domain.presets.model import Preset

IMAGE_LABELLING = Preset(
    name="image_labelling",
    title=N_("Image labelling"),
    purpose=N_("Say what a picture shows, out of your list."),
    group="look",
    reward="0.02",
    values={
        "instructions": "Choose what the picture shows in the first place.",
        "show": [{"picture": "{{image}}"}],
        "answers": {"least": 2, "most": 5},
        "time_limit": "2m",
        "accept": "answer",
        "question": [{"id": "label", "text": "What does the picture show?", "type": "choice"}],
    },
)
IMAGE_BOXES = Preset(
    name="image_boxes",
    title=N_("Boxes on images"),
    purpose=N_("Draw a box around each thing that you look for."),
    group="look",
    reward="0.06",
    values={
        "instructions": (
            "Draw each box as close around the thing as you can, hidden parts left out. "
            "Things that touch get a box each."
        ),
        "answers": {"least": 2, "most": 4},
        "time_limit": "10m",
        "accept": "answer",
        "question": [
            {
                "id": "boxes",
                "text": "Draw a box around each one.",
                "type": "boxes",
                "of": "{{image}}",
            }
        ],
    },
)
SPEECH_COLLECTION = Preset(
    name="speech_collection",
    title=N_("Speech collection"),
    purpose=N_("Have sentences read aloud by many voices."),
    group="collect",
    reward="0.10",
    values={
        "instructions": (
            "Find a quiet room, hold the phone a hand's breadth from your mouth, and read as you "
            "would say it to a friend. Record it once more where you stumbled."
        ),
        "show": "{{sentence}}",
        "answers": {"least": 3, "most": 3},
        "time_limit": "10m",
        "accept": "review",
        "question": [
            {
                "id": "voice",
                "text": "Read the sentence aloud and send it as a voice message.",
                "type": "audio",
                "seconds_least": 1,
                "seconds_most": 60,
            }
        ],
    },
)
PHOTO_COLLECTION = Preset(
    name="photo_collection",
    title=N_("Photo collection"),
    purpose=N_("Collect photos that people took themselves."),
    group="collect",
    reward="0.25",
    values={
        "instructions": (
            "Take the photo yourself, in good light, with the whole thing in it. "
            "No faces of strangers, no number plates, nothing from the web."
        ),
        "show": "{{subject}}",
        "answers": {"least": 3, "most": 3},
        "time_limit": "2h",
        "accept": "review",
        "question": [
            {"id": "photo", "text": "Send your photo.", "type": "photo", "unique": True},
            {"id": "about", "text": "What does it show?", "type": "text", "most": 200},
        ],
    },
)
PRICE_CHECK = Preset(
    name="price_check",
    title=N_("Price check"),
    purpose=N_("Look up a product's price in a shop, with a photo of its tag."),
    group="collect",
    reward="0.80",
    values={
        "instructions": (
            "Look for exactly this product and size. Write the price of one piece, without "
            "deposit and without a customer card. Photograph the tag so that it can be read."
        ),
        "show": "{{product}}\n{{shop}}",
        "answers": {"least": 1, "most": 1},
        "time_limit": "2h",
        "accept": "review",
        "question": [
            {"id": "available", "text": "Is it on the shelf?", "type": "yes_no"},
            {
                "id": "price",
                "text": "What does one piece cost?",
                "type": "money",
                "currency": "EUR",
                "show_if": {"question": "available", "is": "yes"},
            },
            {
                "id": "tag",
                "text": "Send a photo of the price tag, or of the empty place on the shelf.",
                "type": "photo",
                "taken_within": "2h",
            },
        ],
    },
)
