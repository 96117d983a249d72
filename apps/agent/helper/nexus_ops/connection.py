"""Connections to a site, fresh for each operation."""

import json
import os
from contextlib import contextmanager, suppress

import frappe


@contextmanager
def on_site(site):
	"""Frappe on one site as Administrator; commits at the end, undoes everything after an error."""
	frappe.init(site=site, force=True)
	try:
		frappe.connect()
		frappe.flags.mute_emails = True
		yield
		frappe.db.commit()
	except BaseException:
		# A connection that was lost cannot be rolled back either; what is told is why it was lost.
		with suppress(Exception):
			if frappe.db:
				frappe.db.rollback()
		raise
	finally:
		frappe.destroy()


@contextmanager
def on_config(site):
	"""Frappe on one site's config alone: its database is not asked."""
	frappe.init(site=site, force=True)
	try:
		yield
	finally:
		frappe.destroy()


@contextmanager
def without_jobs():
	"""Leaves out the background jobs that a document asks for.

	Frappe puts a whole new User into Redis, with the plain password that was just set, so that a
	worker may make a contact and look for a picture.
	"""
	enqueue = frappe.enqueue
	frappe.enqueue = lambda *args, **kwargs: None
	try:
		yield
	finally:
		frappe.enqueue = enqueue


def ensure_encryption_key():
	"""Gives the site its key before the first secret is stored.

	Frappe makes it when it is first needed and rewrites the config in place: two at once make two
	keys, and one of them is lost together with what it encrypted.
	"""
	if frappe.conf.get("encryption_key"):
		return
	from cryptography.fernet import Fernet

	change_config({"encryption_key": Fernet.generate_key().decode()})


def change_config(changes):
	"""Sets keys of the site's config in one step, None removes one: Frappe reads the file at every request.

	Under the lock of Frappe's own changes, which read the file and write it anew too.
	"""
	from frappe.utils.synchronization import filelock

	with filelock("site_config"):
		replace_config(frappe.get_site_path("site_config.json"), changes)
	frappe.local.conf.update(changes)


def replace_config(file, changes):
	with open(file, encoding="utf-8") as stream:
		before = json.load(stream)
	config = {key: value for key, value in {**before, **changes}.items() if value is not None or key not in changes}
	if config == before:
		return
	temporary = f"{file}.nexus.tmp"
	try:
		# It holds the site's secrets, and nobody else may read it before it has the rights of the one that it replaces.
		with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
			json.dump(config, stream, indent=1, sort_keys=True)
			stream.flush()
			os.fsync(stream.fileno())
		os.chmod(temporary, os.stat(file).st_mode & 0o777)
		os.replace(temporary, file)
	except OSError:
		with suppress(FileNotFoundError):
			os.unlink(temporary)
		raise
