"""A site's background jobs."""

from nexus_ops.connection import on_site


def set_scheduler(session, args):
	"""Switches a site's background jobs on or off, as `bench scheduler enable` does."""
	from frappe.utils.scheduler import toggle_scheduler

	with on_site(args["site"]):
		toggle_scheduler(args["enabled"])
		return {}
