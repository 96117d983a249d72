"""What a helper can do: each operation takes the session and the request's arguments."""

from nexus_ops.database_operations import DATABASE_OPERATIONS
from nexus_ops.describe import describe
from nexus_ops.keys import set_api_keys
from nexus_ops.login import login_link
from nexus_ops.maintenance import set_maintenance_mode
from nexus_ops.owner import create_owner, set_owner_password
from nexus_ops.scheduler import set_scheduler
from nexus_ops.settings import seed_settings
from nexus_ops.setup import complete_setup
from nexus_ops.site import site_facts
from nexus_ops.state import redis_state
from nexus_ops.tenant import register_tenant


OPERATIONS = {
	**DATABASE_OPERATIONS,
	"createOwner": create_owner,
	"setOwnerPassword": set_owner_password,
	"setApiKeys": set_api_keys,
	"completeSetup": complete_setup,
	"setScheduler": set_scheduler,
	"setMaintenanceMode": set_maintenance_mode,
	"seedSettings": seed_settings,
	"registerTenant": register_tenant,
	"describe": describe,
	"loginLink": login_link,
	"siteFacts": site_facts,
	"redisState": redis_state,
}
