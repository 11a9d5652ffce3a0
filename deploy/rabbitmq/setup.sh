#!/bin/sh
# Gives a broker Tierline's users and everything in definitions.json. Run on a node, as often as you like:
#
#     deploy/rabbitmq/setup.sh PASSWORDS
#
# PASSWORDS is a folder with one file for each user, named for the user, holding the password and readable by you alone.
# Users come from here and not from the definitions, because importing a user without a password would lock it out.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
passwords=${1:?which folder holds the passwords?}
rabbitmqctl=${RABBITMQCTL:-rabbitmqctl}

known=$("$rabbitmqctl" --quiet --no-table-headers list_users | cut -f1)
users=$(sed -n 's/^ *"user": "\(.*\)",$/\1/p' "$here/definitions.json" | sort -u)
for user in $users; do
    file=$passwords/$user
    if [ ! -r "$file" ]; then
        echo "$file is missing: put $user's password into it" >&2
        exit 78
    fi
    # rabbitmqctl reads the password from standard input, so that no process list shows it.
    if printf '%s\n' "$known" | grep -qx "$user"; then
        "$rabbitmqctl" --quiet change_password "$user" <"$file" >/dev/null
    else
        "$rabbitmqctl" --quiet add_user "$user" <"$file" >/dev/null
    fi
done
if printf '%s\n' "$known" | grep -qx guest; then
    "$rabbitmqctl" --quiet delete_user guest
fi
if ! "$rabbitmqctl" --quiet --no-table-headers list_vhosts | grep -qx tierline; then
    "$rabbitmqctl" --quiet add_vhost tierline
fi
"$rabbitmqctl" --quiet import_definitions "$here/definitions.json"
"$rabbitmqctl" --quiet set_user_tags tierline-operator monitoring
echo "Users: $users" | tr '\n' ' '
echo
