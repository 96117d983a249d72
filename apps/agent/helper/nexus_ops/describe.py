"""What the bench is."""

import re
from importlib import import_module

import frappe


def describe(session, args):
	with open("apps.txt", encoding="utf-8") as stream:
		apps = [line.strip() for line in stream if line.strip()]
	return {"frappeVersion": frappe.__version__, "apps": apps, "needs": {app: needs(app) for app in apps}, "sandbox": False}


def needs(app):
	"""Apps that one needs beside it; None where this interpreter cannot load it, though it may lie in apps/."""
	try:
		hooks = import_module(f"{app}.hooks")
		return [app_name(source) for source in getattr(hooks, "required_apps", None) or []]
	except (Exception, SystemExit):
		return None


def app_name(source):
	"""Name of an app that hooks ask for: `app`, `organization/app`, either with `@branch`, or a repository's address.

	Frappe's own parse_app_name asks GitHub whose a bare name is, without a time limit.
	"""
	return re.split(r"[/:]", source.rstrip("/"))[-1].split("@")[0].removesuffix(".git")
