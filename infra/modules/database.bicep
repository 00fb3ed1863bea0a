// The record: PostgreSQL, reached on a private endpoint only, opened with tokens of Microsoft Entra ID only.

param location string
param tags object
param name string
param endpointsSubnetId string
param zoneIds object
param skuName string
param skuTier string
param storageGb int
param backupDays int
param geoRedundantBackup bool
param standbyInOtherZone bool

param appIdentityName string
param ownerPrincipalId string
param ownerIdentityName string

@description('The group of people who may repair the database by hand; empty for nobody.')
param administratorsGroupId string
param administratorsGroupName string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: 'psql-${name}'
  location: location
  tags: tags
  sku: { name: skuName, tier: skuTier }
  properties: {
    version: '17'
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: tenant().tenantId }
    network: { publicNetworkAccess: 'Disabled' }
    storage: { storageSizeGB: storageGb, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: geoRedundantBackup ? 'Enabled' : 'Disabled' }
    highAvailability: { mode: standbyInOtherZone ? 'ZoneRedundant' : 'Disabled' }
    // Sunday night in Southeast Asia.
    maintenanceWindow: { customWindow: 'Enabled', dayOfWeek: 6, startHour: 18, startMinute: 0 }
  }
}

// Changes of a server come one after the other.
resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'azure.extensions'
  // Search that forgives spelling.
  properties: { value: 'PG_TRGM', source: 'user-override' }
}

resource encrypted 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'require_secure_transport'
  properties: { value: 'on', source: 'user-override' }
  dependsOn: [extensions]
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'grants'
  properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  dependsOn: [encrypted]
}

// The identity that migrates owns the schema, and makes the app's identity known, which only reads and writes rows.
resource owner 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = {
  parent: server
  name: ownerPrincipalId
  properties: { principalName: ownerIdentityName, principalType: 'ServicePrincipal', tenantId: tenant().tenantId }
  dependsOn: [database]
}

// People, for repairs: each with their own sign-in, and only from within the network.
resource people 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = if (!empty(administratorsGroupId)) {
  parent: server
  // A name is asked for even where nothing is made.
  name: empty(administratorsGroupId) ? 'nobody' : administratorsGroupId
  properties: { principalName: administratorsGroupName, principalType: 'Group', tenantId: tenant().tenantId }
  dependsOn: [owner]
}

module endpoint 'private-endpoint.bicep' = {
  name: 'endpoint-database'
  params: {
    location: location
    tags: tags
    name: '${name}-postgres'
    subnetId: endpointsSubnetId
    targetId: server.id
    part: 'postgresqlServer'
    zoneIds: [zoneIds.postgres]
  }
  dependsOn: [people]
}

var connection = 'Host=${server.properties.fullyQualifiedDomainName};Database=${database.name};SSL Mode=VerifyFull'

output connectionString string = '${connection};Username=${appIdentityName}'
output ownerConnectionString string = '${connection};Username=${ownerIdentityName}'
