"""Works on Frappe sites for the agent, inside the bench's own interpreter.

The agent starts it as `env/bin/python nexus_helper.py` in `sites/`, writes one JSON request a line
on its standard input and reads one JSON answer a line from its standard output, until the input
ends; packages/agent-contract/src/helper-protocol.ts says what they hold. It stays resident, because
`import frappe` costs most of a second. With the argument `databases` it only does what needs no Frappe:
making, dropping and listing databases. Needs Python 3.10 and nothing beyond what Frappe brings.
"""

import json
import os
import signal
import sys
import traceback

from nexus_ops.scrub import without_arguments


def main():
	protocol = take_standard_output()
	signal.signal(signal.SIGINT, signal.SIG_IGN)
	operations = load_operations(sys.argv[1:])
	session = {"databaseAdmin": None}
	for line in sys.stdin:
		if line.strip():
			protocol.write(json.dumps(answer(operations, session, line)) + "\n")
			protocol.flush()


def take_standard_output():
	"""Frappe prints at will, so what it prints goes to standard error and the protocol has the output alone."""
	protocol = os.fdopen(os.dup(1), "w", encoding="utf-8")
	os.dup2(2, 1)
	return protocol


def load_operations(arguments):
	if arguments == ["databases"]:
		from nexus_ops.database_operations import DATABASE_OPERATIONS

		return DATABASE_OPERATIONS
	from nexus_ops.operations import OPERATIONS

	return OPERATIONS


def answer(operations, session, line):
	"""One answer for one request; a request that fails leaves nothing behind for the next."""
	request = json.loads(line)
	args = request["args"]
	try:
		return {"id": request["id"], "ok": True, "result": operations[request["op"]](session, args)}
	except BaseException as error:  # Frappe's code may call sys.exit()
		sys.stderr.write(without_arguments(traceback.format_exc(), args))
		exception = f"{type(error).__module__}.{type(error).__qualname__}"
		message = without_arguments(str(error), args)
		return {"id": request["id"], "ok": False, "error": {"exception": exception, "message": message[:500]}}


if __name__ == "__main__":
	main()
