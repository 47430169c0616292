"""The smallest file of each kind that works: ten lines or fewer."""

_MONEY = 'reward = "{reward}"\nbudget = "{budget}"\n'


def _file(title: str, kind: str, reward: str, budget: str, questions: str = "") -> str:
    money = _MONEY.format(reward=reward, budget=budget)
    return f'title = "{title}"\nkind = "{kind}"\n{money}{questions}'


def _asked(*lines: str) -> str:
    return "[[question]]\n" + "".join(f"{line}\n" for line in lines)


SMALLEST = {
    "survey": _file(
        "How do you get to work?", "survey", "0.30", "30.00",
        _asked('id = "way"', 'text = "How do you get there?"', 'type = "text"'),
    ),
    "poll": _file(
        "A name for our bicycle shop", "poll", "0.03", "3.00",
        _asked('text = "Which name do you like best?"', 'options = ["Spoke", "Chain & Co"]'),
    ),
    "categorisation": _file(
        "What is the letter about?", "categorisation", "0.03", "10.00",
        _asked('options = ["order", "repair", "other"]'),
    ),
    "tagging": _file(
        "What is in the recipe?", "tagging", "0.04", "10.00",
        _asked('options = ["vegan", "quick", "for many"]'),
    ),
    "moderation": _file("May this be shown?", "moderation", "0.02", "10.00"),
    "sentiment": _file("How do they feel about it?", "sentiment", "0.02", "10.00"),
    "comparison": _file("Which summary is better?", "comparison", "0.03", "10.00"),
    "search_relevance": _file("Does the result fit?", "search_relevance", "0.03", "10.00"),
    "data_entry": _file("Type the meter", "data_entry", "0.05", "10.00"),
    "transcription": _file("Write down what is said", "transcription", "0.20", "10.00"),
    "translation": _file("Menus into English", "translation", "0.50", "20.00"),
    "proofreading": _file("Mend the spelling", "proofreading", "0.15", "10.00"),
    "writing": _file("Describe the chair", "writing", "1.50", "30.00"),
    "research": _file("Find the opening hours", "research", "0.60", "30.00"),
    "fact_check": _file("Is it true?", "fact_check", "0.40", "20.00"),
    "image_labelling": _file(
        "What is on the picture?", "image_labelling", "0.02", "10.00",
        _asked('options = ["cat", "dog", "neither"]'),
    ),
    "image_boxes": _file("Boxes around bicycles", "image_boxes", "0.06", "10.00"),
    "speech_collection": _file("Read a sentence", "speech_collection", "0.10", "10.00"),
    "photo_collection": _file("Photos of bicycles", "photo_collection", "0.25", "10.00"),
    "website_test": _file("Try our page", "website_test", "2.00", "20.00"),
    "app_test": _file("Try our app", "app_test", "3.00", "30.00"),
    "price_check": _file("The price of milk", "price_check", "0.80", "20.00"),
    "local_visit": _file("Visit a bakery", "local_visit", "4.00", "40.00"),
    "review": _file("Is the work done?", "review", "0.10", "10.00"),
    "custom": _file(
        "Something else", "custom", "0.05", "10.00",
        _asked('id = "fits"', 'text = "Does it fit?"', 'type = "yes_no"'),
    ),
}  # fmt: skip
