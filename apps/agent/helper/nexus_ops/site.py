"""What can be said of a site, half-made ones included. Loads Frappe only where a site is asked."""

import json
import os

UNREADABLE = {"installedApps": None, "setupComplete": None, "schedulerEnabled": None}
# MariaDB's errors below this number are about what was asked, those above about a server that is not there.
FIRST_CLIENT_ERROR = 2000


def site_facts(session, args):
	site = args["site"]
	if not os.path.isdir(site):
		return {"exists": False, "dbName": None, **UNREADABLE}
	database = configured_database(site)
	if database is None:
		return {"exists": True, "dbName": None, **UNREADABLE}
	from nexus_ops.connection import on_site

	try:
		with on_site(site):
			return {"exists": True, "dbName": database, **read_facts()}
	except Exception as error:
		if error.args and isinstance(error.args[0], int) and error.args[0] < FIRST_CLIENT_ERROR:
			return {"exists": True, "dbName": database, **UNREADABLE}
		raise


def read_facts():
	import frappe
	from frappe.utils.scheduler import is_scheduler_disabled

	return {
		"installedApps": frappe.get_installed_apps(),
		"setupComplete": is_setup_complete(),
		"schedulerEnabled": not is_scheduler_disabled(),
	}


def is_setup_complete():
	"""Newer versions count each app's wizard, older ones only Frappe's."""
	import frappe

	if hasattr(frappe, "is_setup_complete"):
		return bool(frappe.is_setup_complete())
	return bool(frappe.utils.cint(frappe.db.get_single_value("System Settings", "setup_complete")))


def configured_database(folder):
	"""The database that a folder's config names; None without a config, or with one that was cut off."""
	name = (site_config(folder) or {}).get("db_name")
	return name if isinstance(name, str) else None


def is_in_maintenance(folder):
	"""Whether a site's own config keeps visitors out, who may not read either; None where there is no config to tell."""
	config = site_config(folder)
	if config is None:
		return None
	may_read = {**(read_config("common_site_config.json") or {}), **config}.get("allow_reads_during_maintenance")
	return config.get("maintenance_mode") in (1, "1") and not may_read


def site_config(folder):
	return read_config(os.path.join(folder, "site_config.json"))


def read_config(file):
	try:
		with open(file, encoding="utf-8") as stream:
			config = json.load(stream)
	except (OSError, ValueError):
		return None
	return config if isinstance(config, dict) else None
