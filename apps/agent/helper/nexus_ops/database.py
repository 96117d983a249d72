"""MariaDB as its administrator: what lies there, and making and removing what is ours."""

import hashlib
import json
import os
import re

from nexus_ops.cache import count_keys, delete_jobs_of, delete_keys_of
from nexus_ops.site import configured_database, is_in_maintenance

# The product's mark; no database of another name is ever dropped.
OURS = re.compile(r"nx_[0-9a-f]{24}_[1-9][0-9]{0,3}")
SYSTEM_DATABASES = {"information_schema", "mysql", "performance_schema", "sys"}
SYSTEM_USERS = {"", "root", "mysql", "mariadb.sys", "PUBLIC"}
ARCHIVE = os.path.join("..", "archived", "sites")
# Where the agent moves the folder of a site that it removes, with the database's name after it.
REMOVED = ".nexus-removed-"
# What Frappe grants where the service's own administrator lacks some of all privileges.
RDS_PRIVILEGES = (
	"SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER, LOCK TABLES, CREATE TEMPORARY TABLES, CREATE VIEW, "
	"SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, EVENT, TRIGGER"
)


class NotOurs(Exception):
	pass


class DatabaseTaken(Exception):
	pass


def create_database(session, args):
	"""Makes a database and the user of its name, who may do everything in it and nothing elsewhere.

	Frappe's own way needs an administrator who may make users, and such a one may give any user a new
	password, root included; so the bench is told of none. See docs/decisions/0012.
	"""
	name = ours(args["dbName"])
	privileges = RDS_PRIVILEGES if common_config().get("rds_db") else "ALL PRIVILEGES"
	# An underscore stands for any character in the name of a grant.
	pattern = name.replace("_", "\\_")
	with administrator(session) as cursor:
		if is_there(cursor, name):
			raise DatabaseTaken(f"Database {name} already exists")
		account = (name, args["host"] or client_host(cursor))
		cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
		cursor.execute("CREATE USER %s@%s IDENTIFIED BY PASSWORD %s", (*account, native_hash(args["password"])))
		cursor.execute(f"GRANT {privileges} ON `{pattern}`.* TO %s@%s", account)
	return {}


def native_hash(password):
	"""What MariaDB itself keeps of a password (mysql_native_password). It writes statements to its logs, general and binary, as they come."""
	return "*" + hashlib.sha1(hashlib.sha1(password.encode()).digest()).hexdigest().upper()


def drop_database(session, args):
	"""Drops a database and its users on every host, as far as they exist, and what the site left in Redis.

	Without a site its waiting jobs stay: they are those of another site that has the name by now. A Redis
	that does not answer fails this at its end; it may be repeated.
	"""
	name = ours(args["dbName"])
	dropped = []
	with administrator(session) as cursor:
		if is_there(cursor, name):
			cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
			dropped.append(name)
		cursor.execute("SELECT Host FROM mysql.user WHERE User = %s", (name,))
		for (host,) in cursor.fetchall():
			cursor.execute("DROP USER IF EXISTS %s@%s", (name, text(host)))
			dropped.append(f"{name}@{text(host)}")
	delete_keys_of(name, common_config())
	if args["site"] is not None:
		delete_jobs_of(args["site"], common_config())
	return {"dropped": dropped}


def ours(name):
	if not OURS.fullmatch(name):
		raise NotOurs("The database does not carry this product's mark.")
	return name


def is_there(cursor, name):
	cursor.execute("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s", (name,))
	return cursor.fetchone() is not None


def client_host(cursor):
	"""The host from which MariaDB sees this machine come; Frappe gives it to a site's user too."""
	cursor.execute("SELECT USER()")
	return text(cursor.fetchone()[0]).rpartition("@")[2]


def inventory(session, args):
	"""All sites, archives, databases, database users and what is cached for databases of ours, half-made ones included."""
	with administrator(session) as cursor:
		cursor.execute("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA")
		databases = sorted(text(name) for (name,) in cursor.fetchall())
		cursor.execute("SELECT User, Host FROM mysql.user")
		users = {f"{text(user)}@{text(host)}": set() for user, host in cursor.fetchall() if text(user) not in SYSTEM_USERS}
		cursor.execute("SELECT User, Host, Db FROM mysql.db")
		for user, host, database in cursor.fetchall():
			# A grant that outlived its user is an orphan too, and shows as a user.
			if text(user) not in SYSTEM_USERS:
				users.setdefault(f"{text(user)}@{text(host)}", set()).add(text(database).replace("\\", ""))
	keys = count_keys(common_config(), OURS.fullmatch)
	return {
		"sites": [site_of(name) for name in folders(".") if name != "assets" and not name.startswith(REMOVED)],
		"archives": archives(),
		"databases": [name for name in databases if name not in SYSTEM_DATABASES],
		"databaseUsers": [{"user": user, "grants": sorted(users[user])} for user in sorted(users)],
		"redisKeys": None if keys is None else [{"dbName": name, "keys": keys[name]} for name in sorted(keys)],
	}


def archives():
	"""What the bench's own drop-site archived, and what a removal that was cut off has moved out of the way."""
	archived = [{"archive": name, "dbName": configured_database(os.path.join(ARCHIVE, name))} for name in folders(ARCHIVE)]
	places = [name for name in folders(".") if name.startswith(REMOVED)]
	return archived + [{"archive": name, "dbName": place.removeprefix(REMOVED)} for place in places for name in folders(place)]


def site_of(folder):
	return {"site": folder, "dbName": configured_database(folder), "maintenance": is_in_maintenance(folder)}


class administrator:
	"""A cursor with the administrator of `init`, else of the bench's config."""

	def __init__(self, session):
		config = common_config()
		admin = session["databaseAdmin"] or {"user": config.get("root_login", "root"), "password": config.get("root_password", "")}
		self.options = {**address(config), **admin, "connect_timeout": 10, "autocommit": True}

	def __enter__(self):
		self.connection = driver().connect(**self.options)
		return self.connection.cursor()

	def __exit__(self, *error):
		self.connection.close()


def driver():
	"""Frappe 15 brings pymysql, later versions mysqlclient."""
	try:
		import pymysql

		return pymysql
	except ImportError:
		import MySQLdb

		return MySQLdb


def address(config):
	"""Where Frappe itself looks for MariaDB."""
	socket = os.environ.get("FRAPPE_DB_SOCKET") or config.get("db_socket")
	if socket:
		return {"unix_socket": socket}
	host = os.environ.get("FRAPPE_DB_HOST") or config.get("db_host") or "127.0.0.1"
	return {"host": host, "port": int(os.environ.get("FRAPPE_DB_PORT") or config.get("db_port") or 3306)}


def common_config():
	with open("common_site_config.json", encoding="utf-8") as stream:
		return json.load(stream)


def folders(parent):
	if not os.path.isdir(parent):
		return []
	return sorted(entry.name for entry in os.scandir(parent) if entry.is_dir(follow_symlinks=False))


def text(value):
	return value.decode() if isinstance(value, bytes) else value
