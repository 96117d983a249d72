"""Single-use sign-in."""

from urllib.parse import urlsplit

import frappe

from nexus_ops.connection import on_site


def login_link(session, args):
	"""Path and query of Frappe's own one-time login; the key is kept in Redis for so many minutes."""
	from frappe.www.login import _generate_temporary_login_link

	with on_site(args["site"]):
		email = args["email"].strip().lower()
		if not frappe.db.get_value("User", email, "enabled"):
			raise frappe.DoesNotExistError("User not found on this site, or not enabled")
		# Frappe's cache swallows a Redis that is down and would answer with a link that opens nothing.
		frappe.cache.ping()
		url = urlsplit(_generate_temporary_login_link(email, args["minutes"]))
		return {"path": f"{url.path}?{url.query}"}
