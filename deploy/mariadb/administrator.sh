#!/bin/bash
# Run once by MariaDB's image, when its data folder is made: the administrator for the agent, with no more rights
# than docs/operating.md lists. He comes from the agent's container, so from any host of a network without others.
set -eu

case "${NEXUS_ADMIN_PASSWORD:-}" in
  *[!A-Za-z0-9_-]* | "")
    echo "DB_ROOT_PASSWORD must be of letters, digits, _ and -, e.g. from openssl rand -hex 32" >&2
    exit 1
    ;;
esac

# On standard input and in the environment: an argv is for everybody to read.
MYSQL_PWD="$MARIADB_ROOT_PASSWORD" mariadb --protocol=socket --user=root --database=mysql <<SQL
CREATE USER 'nexus'@'%' IDENTIFIED BY '$NEXUS_ADMIN_PASSWORD';
GRANT CREATE USER, SHOW DATABASES ON *.* TO 'nexus'@'%';
GRANT SELECT ON mysql.* TO 'nexus'@'%';
GRANT ALL PRIVILEGES ON \`nx%\`.* TO 'nexus'@'%' WITH GRANT OPTION;
SQL
