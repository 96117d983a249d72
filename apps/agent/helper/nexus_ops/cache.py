"""Redis keys of a site."""

import os
import sys


def delete_keys_of(database, config):
	"""Deletes what Frappe cached for a site: its keys begin with the database's name.

	A Redis that does not answer is no obstacle: the name is never used again.
	"""
	import redis

	url = os.environ.get("FRAPPE_REDIS_CACHE") or config.get("redis_cache")
	if not url:
		return
	try:
		cache = redis.from_url(url, socket_connect_timeout=3, socket_timeout=10)
		for key in cache.scan_iter(match=f"{database}|*", count=1000):
			cache.delete(key)
	except redis.exceptions.RedisError as error:
		sys.stderr.write(f"The cache keys of {database} stay until they run out: {type(error).__name__}\n")
