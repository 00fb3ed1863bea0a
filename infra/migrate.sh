#!/usr/bin/env bash
# Brings the database to the version of the sources at GRANTS_SOURCE, and lets the app's identity use it: the program's own command 'migrate', run in a container inside the
# network, because nothing outside can reach the database. It runs before a new version is deployed; a second run finds everything done.
#
# In the environment: AZURE_RESOURCE_GROUP, the outputs of main.bicep (azd gives them, the pipeline too), and
#   GRANTS_SOURCE   the repository's address for git clone, then '#' and a tag or branch. It is passed as a secret.
set -euo pipefail
: "${AZURE_RESOURCE_GROUP:?}" "${APP_IDENTITY:?}" "${MIGRATION_IDENTITY:?}" "${MIGRATION_CLIENT_ID:?}" "${MIGRATION_SUBNET:?}" "${MIGRATION_CONNECTION:?}" "${GRANTS_SOURCE:?the repository and tag to migrate to}"

name="migrate-$(date -u +%Y%m%d%H%M%S)"
az container create --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --os-type Linux --image mcr.microsoft.com/dotnet/sdk:10.0 --cpu 2 --memory 4 \
    --subnet "$MIGRATION_SUBNET" --assign-identity "$MIGRATION_IDENTITY" --restart-policy Never \
    --environment-variables "AZURE_CLIENT_ID=$MIGRATION_CLIENT_ID" "APP_IDENTITY=$APP_IDENTITY" AzureSdk=packages \
    Grants__Database=Postgres Grants__Postgres__EntraToken=true "Grants__ConnectionString=$MIGRATION_CONNECTION" \
    --secure-environment-variables "GRANTS_SOURCE=$GRANTS_SOURCE" \
    --command-line "bash -c 'set -e; git clone --quiet --depth 1 --branch \"\${GRANTS_SOURCE##*#}\" \"\${GRANTS_SOURCE%#*}\" /src; cd /src; dotnet run -c Release --project src/Grants.Functions -- migrate --app \"\$APP_IDENTITY\"'" \
    --output none
trap 'az container delete --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --yes --output none' EXIT

state=Running
for _ in $(seq 1 80); do
    state=$(az container show --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --query 'containers[0].instanceView.currentState.state' --output tsv)
    [[ "$state" == Terminated ]] && break
    sleep 15
done
az container logs --resource-group "$AZURE_RESOURCE_GROUP" --name "$name"
[[ "$state" == Terminated ]] || { echo "The migration has not ended within 20 minutes." >&2; exit 1; }
exit "$(az container show --resource-group "$AZURE_RESOURCE_GROUP" --name "$name" --query 'containers[0].instanceView.currentState.exitCode' --output tsv)"
