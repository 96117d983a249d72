"""What the helper can do: each operation takes the session and the request's arguments."""

from nexus_ops.database import create_database, drop_database, inventory
from nexus_ops.describe import describe
from nexus_ops.keys import set_api_keys
from nexus_ops.login import login_link
from nexus_ops.owner import create_owner, set_owner_password
from nexus_ops.settings import seed_settings
from nexus_ops.setup import complete_setup
from nexus_ops.site import site_facts
from nexus_ops.state import database_state, redis_state
from nexus_ops.tenant import register_tenant


def init(session, args):
	session["databaseAdmin"] = args["databaseAdmin"]
	return {}


OPERATIONS = {
	"init": init,
	"createOwner": create_owner,
	"setOwnerPassword": set_owner_password,
	"setApiKeys": set_api_keys,
	"completeSetup": complete_setup,
	"seedSettings": seed_settings,
	"registerTenant": register_tenant,
	"describe": describe,
	"loginLink": login_link,
	"inventory": inventory,
	"createDatabase": create_database,
	"dropDatabase": drop_database,
	"siteFacts": site_facts,
	"databaseState": database_state,
	"redisState": redis_state,
}
