"""The setup wizard, done for the owner."""

from datetime import date
from urllib.parse import urlsplit

import frappe

from nexus_ops.connection import change_config, on_site, without_jobs
from nexus_ops.login import raise_sign_in_limit
from nexus_ops.owner import OWNER_ROLE
from nexus_ops.site import is_setup_complete


def complete_setup(session, args):
	"""Runs Frappe's own wizard with the organization's answers; nothing where it has been done.

	Its user step is left out by giving no address: where that user has another name, it renames
	every user of the site. The scheduler, which it switches on, stays as it was.
	"""
	from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

	with on_site(args["site"]):
		lead_home_to_desk()
		raise_sign_in_limit()
		change_config({"host_name": address_for_frappe(args["siteUrl"])})
		if is_setup_complete():
			return {"setupComplete": True, "wasComplete": True}
		scheduler = frappe.db.get_single_value("System Settings", "enable_scheduler")
		setup_complete(frappe._dict({**frappe_answers(args), **erpnext_answers(args)}))
		frappe.db.set_single_value("System Settings", "enable_scheduler", scheduler)
		give_desk_roles(args["email"].strip().lower())
		frappe.clear_cache()
		return {"setupComplete": is_setup_complete(), "wasComplete": False}


def lead_home_to_desk():
	"""Users of the desk land on it: v15 leads a single-use link to the site's root, which is `/me` otherwise."""
	if frappe.db.exists("Role", "Desk User") and not frappe.db.get_value("Role", "Desk User", "home_page"):
		frappe.db.set_value("Role", "Desk User", "home_page", "/app")
		frappe.clear_cache()


def address_for_frappe(url):
	"""Frappe adds the port of its own web server to an address without one, unless supervisor or systemd runs the bench."""
	conf = frappe.conf
	adds_port = (conf.http_port or conf.webserver_port) and not (conf.restart_supervisor_on_update or conf.restart_systemd_on_update)
	parts = urlsplit(url)
	if not adds_port or parts.port:
		return url
	return f"{parts.scheme}://{parts.hostname}:{443 if parts.scheme == 'https' else 80}"


def frappe_answers(args):
	language = frappe.db.get_value("Language", args["language"], "language_name") or "English"
	return {
		"language": language,
		"lang": language,
		"country": args["country"],
		"timezone": args["timeZone"],
		"currency": args["currency"],
		"full_name": args["fullName"],
		"enable_telemetry": 0,
	}


def erpnext_answers(args):
	"""What ERPNext asks beside: a company with a chart of accounts and this calendar year."""
	if "erpnext" not in frappe.get_installed_apps():
		return {}
	from erpnext.accounts.doctype.account.chart_of_accounts.chart_of_accounts import get_charts_for_country

	charts = get_charts_for_country(args["country"]) or ["Standard"]
	year = date.today().year
	return {
		"company_name": args["organization"],
		"company_abbr": abbreviation(args["organization"]),
		"chart_of_accounts": charts[0],
		"fy_start_date": f"{year}-01-01",
		"fy_end_date": f"{year}-12-31",
		"setup_demo": 0,
	}


def abbreviation(organization):
	initials = "".join(word[0] for word in organization.split() if word[0].isalnum())
	return (initials if len(initials) > 1 else organization.replace(" ", "")[:3]).upper()[:5]


def give_desk_roles(email):
	"""The roles that the wizard gives to a user that it makes itself; without them ERPNext's desk is bare."""
	from frappe.desk.page.setup_wizard import setup_wizard

	if not hasattr(setup_wizard, "_get_default_roles") or not frappe.db.exists("User", email):
		return
	user = frappe.get_doc("User", email)
	user.append_roles(OWNER_ROLE, *setup_wizard._get_default_roles())
	with without_jobs():
		user.save(ignore_permissions=True)
