"""What a site leaves in Redis."""

import os
import sys


def count_keys(config, is_counted):
	"""How many keys each database has in the cache, of those that count; None where Redis does not answer."""
	found = {}

	def count(redis):
		# A scan may tell a key twice.
		for key in set(redis.scan_iter(match="nx_*", count=1000)):
			database = key.decode(errors="replace").partition("|")[0]
			if is_counted(database):
				found[database] = found.get(database, 0) + 1

	return found if with_redis("redis_cache", config, count) else None


def delete_keys_of(database, config):
	"""Deletes what Frappe cached for a site: its keys begin with the database's name."""
	with_redis("redis_cache", config, lambda redis: delete_matching(redis, f"{database}|*"))


def delete_jobs_of(site, config):
	"""Deletes the background jobs that wait for a site: their ids begin with its name."""
	with_redis("redis_queue", config, lambda redis: delete_jobs(redis, site))


def with_redis(name, config, use):
	"""Whether Redis did it. One that does not answer is no obstacle: neither the database's name nor the jobs are used again."""
	import redis

	url = os.environ.get(f"FRAPPE_{name.upper()}") or config.get(name)
	if not url:
		return False
	try:
		use(redis.from_url(url, socket_connect_timeout=3, socket_timeout=10))
		return True
	except redis.exceptions.RedisError as error:
		sys.stderr.write(f"{name} does not answer, so what is in it stays as it is: {type(error).__name__}\n")
		return False


def delete_matching(redis, pattern):
	for key in redis.scan_iter(match=pattern, count=1000):
		redis.delete(key)


def delete_jobs(redis, site):
	prefix = f"rq:job:{site}::"
	ids = [key.decode().removeprefix("rq:job:") for key in redis.scan_iter(match=f"{prefix}*", count=1000)]
	if not ids:
		return
	for queue in redis.smembers("rq:queues"):
		for job in ids:
			redis.lrem(queue, 0, job)
	for registry in redis.scan_iter(match="rq:*", count=1000):
		if redis.type(registry) == b"zset":
			redis.zrem(registry, *ids)
	redis.delete(*(f"rq:job:{job}" for job in ids))
