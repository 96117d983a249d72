"""What `python -m frappe.utils.bench_helper` does, without a site's database password on an argv.

Frappe names that password on the command line of MariaDB's client whenever it imports SQL or takes a
backup, and every user of a machine can read the command lines of all others. Here the client finds it
in its environment, which only its own user can read.
"""

import functools
import os
import warnings

from frappe import database
from frappe.utils import bench_helper

OPTION = "--password="


def with_password_in_environment(get_command):
	"""Frappe's `get_command`, which answers with program, arguments and name."""

	@functools.wraps(get_command)
	def wrapped(*args, **kwargs):
		program, arguments, name = get_command(*args, **kwargs)
		for argument in arguments:
			if argument.startswith(OPTION):
				os.environ["MYSQL_PWD"] = argument.removeprefix(OPTION)
		return program, [argument for argument in arguments if not argument.startswith(OPTION)], name

	return wrapped


if __name__ == "__main__":
	warnings.simplefilter("ignore")
	database.get_command = with_password_in_environment(database.get_command)
	bench_helper.main()
