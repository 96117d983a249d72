"""What the bench is."""

import frappe


def describe(session, args):
	with open("apps.txt", encoding="utf-8") as stream:
		apps = [line.strip() for line in stream if line.strip()]
	return {"frappeVersion": frappe.__version__, "apps": apps, "sandbox": False}
