"""What a site leaves in Redis."""

import os


def count_keys(config, is_counted):
	"""How many keys each database has in the cache, of those that count; None where Redis does not answer."""
	from redis.exceptions import RedisError

	def count(redis):
		found = {}
		# A scan may tell a key twice.
		for key in set(redis.scan_iter(match="nx_*", count=1000)):
			database = key.decode(errors="replace").partition("|")[0]
			if is_counted(database):
				found[database] = found.get(database, 0) + 1
		return found

	try:
		return with_redis("redis_cache", config, count)
	except RedisError:
		return None


def delete_keys_of(database, config):
	"""Deletes what Frappe cached for a site: its keys begin with the database's name."""
	with_redis("redis_cache", config, lambda redis: delete_matching(redis, f"{database}|*"))


def delete_jobs_of(site, config):
	"""Deletes the background jobs that wait for a site: their ids begin with its name."""
	with_redis("redis_queue", config, lambda redis: delete_jobs(redis, site))


def with_redis(name, config, use):
	"""What is made of one of the bench's Redis; None where it has none of this name.

	One that does not answer is an error: a waiting job goes by its site's name, which the next try of the
	same signup has again, and would then run on a site that it was not meant for.
	"""
	import redis

	url = os.environ.get(f"FRAPPE_{name.upper()}") or config.get(name)
	return use(redis.from_url(url, socket_connect_timeout=3, socket_timeout=10)) if url else None


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
