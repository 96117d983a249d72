"""The workspace's own settings."""

import frappe

from nexus_ops.connection import on_site

DOCTYPE = "SaaS Settings"


def seed_settings(session, args):
	"""Writes what the plan allows; a site without the doctype is left as it is, and the result says so."""
	with on_site(args["site"]):
		if not frappe.db.exists("DocType", DOCTYPE):
			return {"seeded": False}
		settings = frappe.get_doc(DOCTYPE)
		wanted = {"organization_name": args["organization"], "plan_type": args["plan"], "max_users": args["maxUsers"]}
		known = {field: value for field, value in wanted.items() if settings.meta.has_field(field)}
		settings.update(known)
		settings.save(ignore_permissions=True)
		return {"seeded": True, "fields": sorted(known)}
