"""Single-use sign-in."""

from urllib.parse import urlsplit

import frappe

from nexus_ops.connection import on_site

# For each address of a visitor in an hour. Frappe's own, where none is set, is 5, which an owner who comes from
# the dashboard uses up. More than this would be no kindness: it limits the mails that Frappe sends with such links too.
SIGN_INS_PER_HOUR = 100
LIMIT_FIELD = "rate_limit_email_link_login"


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
		# For workspaces that were made before this was done with the setup.
		raise_sign_in_limit_if_free()
		return {"path": f"{url.path}?{url.query}"}


def raise_sign_in_limit_if_free():
	"""The link is good without it: nobody waits for a busy site, or is refused, for its sake."""
	try:
		frappe.db.sql("set session innodb_lock_wait_timeout = 1")
		raise_sign_in_limit()
	except (frappe.db.OperationalError, frappe.QueryTimeoutError, frappe.QueryDeadlockError):
		frappe.db.rollback()


def raise_sign_in_limit():
	"""Lets visitors follow more links than Frappe does by itself; a limit that somebody has set stays."""
	if not frappe.get_meta("System Settings").has_field(LIMIT_FIELD):
		return
	if not frappe.utils.cint(frappe.db.get_single_value("System Settings", LIMIT_FIELD)):
		frappe.db.set_single_value("System Settings", LIMIT_FIELD, SIGN_INS_PER_HOUR)
