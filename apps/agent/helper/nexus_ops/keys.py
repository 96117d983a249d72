"""API keys of a user."""

import frappe

from nexus_ops.connection import ensure_encryption_key, on_site


def set_api_keys(session, args):
	"""Gives a user this key and secret; the caller made them, so that a repeated call changes nothing."""
	from frappe.utils.password import get_decrypted_password, set_encrypted_password

	with on_site(args["site"]):
		ensure_encryption_key()
		user = frappe.db.get_value("User", args["user"].strip().lower(), ["name", "api_key"], as_dict=True)
		if not user:
			raise frappe.DoesNotExistError("User not found on this site")
		known = get_decrypted_password("User", user.name, "api_secret", raise_exception=False)
		changed = user.api_key != args["apiKey"] or known != args["apiSecret"]
		if changed:
			stars = "*" * len(args["apiSecret"])
			frappe.db.set_value("User", user.name, {"api_key": args["apiKey"], "api_secret": stars})
			set_encrypted_password("User", user.name, args["apiSecret"], "api_secret")
			frappe.clear_document_cache("User", user.name)
		return {"changed": changed}
