#!/usr/bin/env bash
# Opens a shell inside the network, where the database, the documents and the vault answer: a container beside the one that migrates, as the identity that owns the
# database's schema, with what the drills of README.md need. Run again, it opens another shell in the same one. It ends by itself after 12 hours; delete it before.
#
# In the environment: the same as for migrate.sh.
set -euo pipefail
: "${AZURE_RESOURCE_GROUP:?}" "${APP_IDENTITY:?}" "${MIGRATION_IDENTITY:?}" "${MIGRATION_CLIENT_ID:?}" "${MIGRATION_SUBNET:?}" "${MIGRATION_CONNECTION:?}" "${GRANTS_SOURCE:?the repository and tag to take the programs from}"

name=shell
host=${MIGRATION_CONNECTION#*Host=}
owner=${MIGRATION_CONNECTION#*Username=}

# Runs in the container. Ubuntu's own client is older than the server, and pg_dump refuses a server that is newer than itself.
setup='set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qqy jq tmux postgresql-common > /dev/null
/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y > /dev/null
apt-get install -qqy postgresql-client-17 > /dev/null
curl -fsSL --proto-default https aka.ms/InstallAzureCLIDeb | bash > /dev/null
az login --identity --client-id "$AZURE_CLIENT_ID" --allow-no-subscriptions --output none
git clone --quiet --depth 1 --branch "${GRANTS_SOURCE##*#}" "${GRANTS_SOURCE%#*}" /src
dotnet build /src/src/Grants.Local -c Release --verbosity quiet
cat > /usr/local/bin/grants <<"PROGRAM"
#!/bin/sh
exec dotnet run --no-build --project /src/src/Grants.Local -c Release -- "$@"
PROGRAM
chmod +x /usr/local/bin/grants
cat >> ~root/.bashrc <<"RC"
export PGPASSWORD=$(az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv)
RC
echo The shell is ready.
exec sleep 12h'

state() {
    az container show --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --query 'containers[0].instanceView.currentState.state' --output tsv
}

if [[ -z "$(az container list --resource-group "$AZURE_RESOURCE_GROUP" --query "[?name=='$name'].name" --output tsv)" ]]; then
    # psql and Npgsql both read PGSSLROOTCERT: a file, because Npgsql does not know libpq's word 'system'.
    az container create --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --os-type Linux --image mcr.microsoft.com/dotnet/sdk:10.0 --cpu 2 --memory 8 \
        --subnet "$MIGRATION_SUBNET" --assign-identity "$MIGRATION_IDENTITY" --restart-policy Never \
        --environment-variables "AZURE_CLIENT_ID=$MIGRATION_CLIENT_ID" "APP_IDENTITY=$APP_IDENTITY" "CONNECTION=$MIGRATION_CONNECTION" AzureSdk=packages \
        "PGHOST=${host%%;*}" "PGUSER=${owner%%;*}" PGDATABASE=grants PGSSLMODE=verify-full PGSSLROOTCERT=/etc/ssl/certs/ca-certificates.crt "SETUP=$setup" \
        --secure-environment-variables "GRANTS_SOURCE=$GRANTS_SOURCE" \
        --command-line "bash -c 'eval \"\$SETUP\"'" \
        --output none
fi

for _ in $(seq 1 80); do
    logs=$(az container logs --resource-group "$AZURE_RESOURCE_GROUP" --name "$name")
    [[ "$logs" == *"The shell is ready."* || "$(state)" == Terminated ]] && break
    sleep 15
done
if [[ "$logs" != *"The shell is ready."* || "$(state)" != Running ]]; then
    echo "$logs"
    echo "The container is not ready, or has ended: az container delete --resource-group $AZURE_RESOURCE_GROUP --name $name, then again." >&2
    exit 1
fi

exec az container exec --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --exec-command /bin/bash
