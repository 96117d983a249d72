"""The owner of a workspace."""

import frappe

from nexus_ops.connection import on_site, without_jobs

OWNER_ROLE = "System Manager"


def create_owner(session, args):
	"""Creates the owner, or brings the user of that address to exactly this state."""
	with on_site(args["site"]), without_jobs():
		email = args["email"].strip().lower()
		# The setup wizard cuts a name at the first space, and renames every user where it differs from its own.
		first_name, _, last_name = " ".join(args["fullName"].split()).partition(" ")
		check_password(args["password"], (first_name, last_name, email))
		created = not frappe.db.exists("User", email)
		user = frappe.new_doc("User") if created else frappe.get_doc("User", email)
		user.update({"email": email, "first_name": first_name, "last_name": last_name, "enabled": 1, "send_welcome_email": 0})
		user.flags.no_welcome_mail = True
		user.append_roles(OWNER_ROLE)
		user.save(ignore_permissions=True)
		set_password(user, args["password"])
		make_contact(user)
		return {"created": created}


def set_owner_password(session, args):
	"""Sets the password of a user that exists, and ends every session of theirs, also when it is the one they had."""
	from frappe.sessions import clear_sessions
	from frappe.utils.password import update_password

	with on_site(args["site"]):
		email = args["email"].strip().lower()
		user = frappe.db.get_value("User", email, ["name", "first_name", "last_name"], as_dict=True)
		if not user:
			raise frappe.DoesNotExistError("User not found on this site")
		check_password(args["password"], (user.first_name, user.last_name, email))
		update_password(user.name, args["password"], logout_all_sessions=False)
		clear_sessions(user=user.name, force=True)
		return {"changed": True}


def check_password(password, own_words):
	"""Frappe's policy, which it applies to a user's document alone."""
	from frappe.core.doctype.user.user import test_password_strength

	feedback = (test_password_strength(password, user_data=own_words) or {}).get("feedback")
	if feedback and not feedback.get("password_policy_validation_passed", False):
		advice = " ".join([feedback.get("warning") or "", *(feedback.get("suggestions") or [])]).strip()
		raise frappe.ValidationError(f"Invalid Password: {advice}")


def set_password(user, password):
	"""Leaves a password that is set already, so that a repeated call ends no session."""
	from frappe.utils.password import check_password as is_password
	from frappe.utils.password import update_password

	try:
		is_password(user.name, password)
	except frappe.AuthenticationError:
		update_password(user.name, password, logout_all_sessions=False)


def make_contact(user):
	"""The one of Frappe's background jobs for a new user that matters; see without_jobs()."""
	from frappe.core.doctype.user.user import create_contact

	create_contact(user, ignore_mandatory=True)
