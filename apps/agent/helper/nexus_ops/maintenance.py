"""Whether a site lets visitors in."""

from nexus_ops.connection import change_config, on_config


def set_maintenance_mode(session, args):
	"""Closes a site or opens it again, as `bench set-maintenance-mode` does; MariaDB may be away.

	A bench may let visitors read during maintenance; a site that is closed overrules that.
	"""
	with on_config(args["site"]):
		if args["on"]:
			change_config({"maintenance_mode": 1, "allow_reads_during_maintenance": 0})
		else:
			change_config({"maintenance_mode": 0, "allow_reads_during_maintenance": None})
		return {}
