"""How MariaDB and Redis are, for `npm run doctor`; changes nothing."""

import os
import re

from nexus_ops.database import administrator, common_config, text

# MariaDB shows the hash of a user's password with its grants.
HASH = re.compile(r" IDENTIFIED (BY|VIA) .*?(?= (?:REQUIRE|WITH) |$)")
QUESTION = "SELECT VERSION(), CURRENT_USER(), UNIX_TIMESTAMP(SYSDATE(6)), @@character_set_server, @@collation_server, @@datadir"


def database_state(session, args):
	"""The server as the administrator sees it, and what the administrator may do there."""
	with administrator(session) as cursor:
		cursor.execute(QUESTION)
		version, account, seconds, character_set, collation, folder = (text(value) for value in cursor.fetchone())
		cursor.execute("SHOW GRANTS")
		grants = [HASH.sub("", text(grant)) for (grant,) in cursor.fetchall()]
	return {
		"version": version,
		"account": account,
		"unixSeconds": float(seconds),
		"characterSet": character_set,
		"collation": collation,
		"folder": folder,
		"grants": grants,
	}


def redis_state(session, args):
	"""For cache and queue where it is and, as an error's name, why it does not answer; and how many workers wait."""
	config = common_config()
	servers = {name: ask(f"redis_{name}", config) for name in ("cache", "queue")}
	return {**servers, "workers": workers(config) if servers["queue"]["error"] is None else None}


def ask(name, config):
	url = address_of(name, config)
	if not url:
		return {"address": None, "error": None}
	try:
		connect(url).ping()
		return {"address": without_password(url), "error": None}
	except Exception as error:
		return {"address": without_password(url), "error": type(error).__name__}


def workers(config):
	url = address_of("redis_queue", config)
	return connect(url).scard("rq:workers") if url else None


def connect(url):
	import redis

	return redis.from_url(url, socket_connect_timeout=3, socket_timeout=5)


def address_of(name, config):
	return os.environ.get(f"FRAPPE_{name.upper()}") or config.get(name)


def without_password(url):
	return re.sub(r"//[^@/]*@", "//", url)
