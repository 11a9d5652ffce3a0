#!/bin/sh
# Gives the database Tierline's roles, their grants and their passwords. Run after each `tierline migrate`, as often as
# you like, as the database's owner:
#
#     TIERLINE_DATABASE_URL=postgresql://owner@host/tierline deploy/postgres/setup.sh PASSWORDS
#
# PASSWORDS is a folder with one file for each role, named for the role, holding the password and readable by you alone.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
passwords=$(cd "${1:?which folder holds the passwords?}" && pwd)
: "${TIERLINE_DATABASE_URL:?which database? set TIERLINE_DATABASE_URL}"

for role in intake triage sla_watcher escalation notifier operator; do
    if [ ! -r "$passwords/tierline_$role" ]; then
        echo "$passwords/tierline_$role is missing: put that role's password into it" >&2
        exit 78
    fi
done

export PGOPTIONS='-c client_min_messages=warning'
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --file "$here/roles.sql" "$TIERLINE_DATABASE_URL"
for role in intake triage sla_watcher escalation notifier operator; do
    # psql reads the file itself, so that no process list shows the password.
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$TIERLINE_DATABASE_URL" <<END
\\set password \`cat '$passwords/tierline_$role'\`
ALTER ROLE tierline_$role PASSWORD :'password';
END
done
