#!/bin/sh
# Run once by the postgres image when it has made the database.
echo "include '/etc/tierline/postgresql.conf'" >>"$PGDATA/postgresql.conf"
