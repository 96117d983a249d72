"""What lies in a bench's MariaDB and Redis, asked past everything of ours; one JSON document.

Run by the bench's own interpreter in `sites/`, as that has the drivers. Standard input: a JSON object
with `user` and `password` of MariaDB's administrator and, where Redis' values are wanted, `values`.
"""

import json
import os
import re
import sys

import pymysql
import redis

SYSTEM_DATABASES = {"information_schema", "mysql", "performance_schema", "sys"}
HASH = re.compile(r" IDENTIFIED (BY|VIA) .*?(?= (?:REQUIRE|WITH) |$)")


def main():
	asked = json.load(sys.stdin)
	with open("common_site_config.json", encoding="utf-8") as stream:
		config = json.load(stream)
	databases, users = of_mariadb(config, asked)
	json.dump({"databases": databases, "users": users, "redis": of_redis(config, asked.get("values", False))}, sys.stdout)


def of_mariadb(config, admin):
	host = os.environ.get("FRAPPE_DB_HOST") or config.get("db_host") or "127.0.0.1"
	port = int(os.environ.get("FRAPPE_DB_PORT") or config.get("db_port") or 3306)
	connection = pymysql.connect(host=host, port=port, user=admin["user"], password=admin["password"], connect_timeout=5)
	with connection, connection.cursor() as cursor:
		cursor.execute("SHOW DATABASES")
		databases = sorted(name for (name,) in cursor.fetchall() if name not in SYSTEM_DATABASES)
		cursor.execute("SELECT User, Host FROM mysql.user UNION SELECT User, Host FROM mysql.db")
		return databases, {f"{user}@{at}": grants(cursor, user, at) for user, at in sorted(cursor.fetchall())}


def grants(cursor, user, host):
	try:
		cursor.execute("SHOW GRANTS FOR %s@%s", (user, host))
		return sorted(HASH.sub("", grant) for (grant,) in cursor.fetchall())
	except pymysql.err.MySQLError as error:
		# A grant whose user is gone.
		return [str(error)]


def of_redis(config, with_values):
	found = {}
	for name in ("redis_cache", "redis_queue"):
		url = os.environ.get(f"FRAPPE_{name.upper()}") or config.get(name)
		if not url:
			continue
		client = redis.from_url(url)
		for key in client.scan_iter(count=1000):
			found[key.decode("utf-8", "replace")] = value_of(client, key) if with_values else None
	return found


def value_of(client, key):
	"""All bytes of a value, whatever its type, as a text that a search finds them in."""
	readers = {
		b"string": client.get,
		b"hash": client.hgetall,
		b"list": lambda key: client.lrange(key, 0, -1),
		b"set": client.smembers,
		b"zset": lambda key: client.zrange(key, 0, -1),
	}
	reader = readers.get(client.type(key))
	return repr(reader(key)) if reader else None


if __name__ == "__main__":
	main()
