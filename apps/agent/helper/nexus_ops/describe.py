"""What the bench is."""

from importlib import import_module

import frappe
from frappe.installer import parse_app_name


def describe(session, args):
	with open("apps.txt", encoding="utf-8") as stream:
		apps = [line.strip() for line in stream if line.strip()]
	return {"frappeVersion": frappe.__version__, "apps": apps, "needs": {app: needs(app) for app in apps}, "sandbox": False}


def needs(app):
	"""Apps that one needs beside it; None where this interpreter cannot load it, though it may lie in apps/."""
	try:
		hooks = import_module(f"{app}.hooks")
	except Exception:
		return None
	return [parse_app_name(name) for name in getattr(hooks, "required_apps", None) or []]
