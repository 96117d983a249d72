"""What a helper can do that knows MariaDB's administrator. Nothing of it loads Frappe, which costs most of a second."""

from nexus_ops.database import create_database, drop_database, inventory
from nexus_ops.state import database_state


def init(session, args):
	session["databaseAdmin"] = args["databaseAdmin"]
	return {}


DATABASE_OPERATIONS = {
	"init": init,
	"inventory": inventory,
	"createDatabase": create_database,
	"dropDatabase": drop_database,
	"databaseState": database_state,
}
