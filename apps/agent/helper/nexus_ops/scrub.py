"""Keeps what was asked out of what is told when it fails: arguments may be passwords."""

SHORTEST = 4


def without_arguments(text, args):
	"""The text with every longer argument blanked."""
	for value in sorted(texts(args), key=len, reverse=True):
		text = text.replace(value, "[argument]")
	return text


def texts(value):
	if isinstance(value, dict):
		return [text for item in value.values() for text in texts(item)]
	return [value] if isinstance(value, str) and len(value) >= SHORTEST else []
