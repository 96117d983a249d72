"""The list of tenants on the master site."""

import frappe

from nexus_ops.connection import ensure_encryption_key, on_site

DOCTYPE = "SaaS Tenant"
FIELDS = {
	"subdomain": "subdomain",
	"owner_email": "ownerEmail",
	"organization_name": "organization",
	"site_url": "siteUrl",
	"status": "status",
	"plan_type": "plan",
	"admin_user": "adminUser",
	"api_key": "apiKey",
	"api_secret": "apiSecret",
}
MAY_STAY = ("api_key", "api_secret")


def register_tenant(session, args):
	"""Writes a tenant under its subdomain; key and secret that are null stay as they are."""
	with on_site(args["site"]):
		ensure_encryption_key()
		if not frappe.db.exists("DocType", DOCTYPE):
			make_doctype()
		elif not frappe.db.table_exists(DOCTYPE, cached=False):
			# Making it was cut off: Frappe commits a doctype before it makes its table.
			frappe.db.updatedb(DOCTYPE)
		wanted = {field: args[name] for field, name in FIELDS.items()}
		values = {field: value for field, value in wanted.items() if value is not None or field not in MAY_STAY}
		# A doctype that somebody else made may name its documents otherwise.
		name = frappe.db.get_value(DOCTYPE, {"subdomain": args["subdomain"]})
		tenant = frappe.new_doc(DOCTYPE) if name is None else frappe.get_doc(DOCTYPE, name)
		tenant.update(values)
		tenant.save(ignore_permissions=True)
		return {"created": name is None}


def make_doctype():
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": DOCTYPE,
			"module": "Core",
			"custom": 1,
			"autoname": "field:subdomain",
			"fields": [field(name) for name in FIELDS],
			"permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1, "report": 1}],
		}
	).insert(ignore_permissions=True)


def field(name):
	more = {
		"subdomain": {"reqd": 1, "unique": 1, "in_list_view": 1},
		"owner_email": {"options": "Email", "in_list_view": 1},
		"site_url": {"options": "URL"},
		"status": {"fieldtype": "Select", "options": "Active\nSuspended\nDeleted", "in_list_view": 1},
		"plan_type": {"fieldtype": "Select", "options": "Free\nPro\nEnterprise", "in_list_view": 1},
		"api_secret": {"fieldtype": "Password"},
	}
	label = name.replace("_", " ").title().replace("Api", "API").replace("Url", "URL")
	return {"fieldname": name, "label": label, "fieldtype": "Data", **more.get(name, {})}
