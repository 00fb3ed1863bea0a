// The whole deployment in one resource group. Composition only: what each part is, and why, stands in modules/.
targetScope = 'resourceGroup'

@description('Tells several deployments of one subscription apart.')
@minLength(2)
@maxLength(8)
param environmentName string

param location string = resourceGroup().location

@description('The portal\'s own host name, such as grants.agency.example; empty for the name that Azure gives.')
param publicHost string = ''

@description('The address that e-mail is from. SendGrid must know its domain.')
param mailFrom string

@description('Who is woken by alerts and told of the budget.')
param operatorEmail string

@description('The key of keyed hashes in the audit trail: 32 random bytes, base64. It is never changed; keep a copy in the agency\'s safe.')
@secure()
@minLength(44)
param hashKey string

@secure()
param sendGridApiKey string

@description('The public key that SendGrid signs its events with; empty as long as no events are taken.')
param sendGridWebhookPublicKey string = ''

@description('The Entra group whose people may repair the database; empty for nobody.')
param databaseAdministratorsGroupId string = ''
param databaseAdministratorsGroupName string = ''

@description('Whether the policies that keep closed grants\' archives and the seals of the audit trail unchanged have been locked.')
param archivesLocked bool = false

@description('Where orchestrations are kept.')
@allowed(['AzureStorage', 'DurableTaskScheduler'])
param durableBackend string = 'AzureStorage'

@description('The client id of the app registration that staff sign in with; empty where everybody signs in with codes.')
param entraClientId string = ''

@description('The tenant that staff are in; empty for the subscription\'s.')
param entraTenantId string = ''

@description('Whether who comes for the first time is who has that address here already: only where administrators alone decide on addresses.')
param entraLinkByEmail bool = false

param entraGroups entraGroupType[] = []

@description('A group of Entra ID, or an application role, and the role that it gives.')
type entraGroupType = {
  @description('The group\'s object id, or the value of the application role.')
  id: string
  role: 'Reviewer' | 'GrantManager' | 'Endorser' | 'Delegate' | 'FinanceOfficer' | 'Auditor' | 'Administrator'
  @description('For endorsers: two letters of ISO 3166; absent for regional awards.')
  country: string?
  @description('For delegates: the largest award, in cents of AUD.')
  limitMinor: int?
}

@description('Sizes. main.bicepparam has a set for development and one for production.')
param size sizeType

type sizeType = {
  databaseSku: string
  databaseTier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
  databaseStorageGb: int
  databaseBackupDays: int
  databaseGeoBackup: bool
  databaseStandby: bool
  @description('Connections that the database takes from users.')
  databaseConnections: int
  instanceMemoryMb: 512 | 2048 | 4096
  maximumInstances: int
  alwaysReadyInstances: int
  documentsSku: 'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS'
  hostStorageSku: 'Standard_LRS' | 'Standard_ZRS'
  softDeleteDays: int
  immutableDays: int
  maximumDocumentBytes: int
  scanCapGbPerMonth: int
  documentsAlertGb: int
  telemetryDays: int
  telemetryCapGb: int
  budgetPerMonth: int
}

var name = 'grants-${environmentName}'
var unique = uniqueString(resourceGroup().id)
var tags = { 'azd-env-name': environmentName, product: 'grants' }

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { location: location, tags: tags, name: name }
}

module owner 'modules/identity.bicep' = {
  name: 'identity-owner'
  params: { location: location, tags: tags, name: '${name}-owner' }
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: { location: location, tags: tags, name: name }
}

module telemetry 'modules/telemetry.bicep' = {
  name: 'telemetry'
  params: {
    location: location
    tags: tags
    name: name
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneIds: network.outputs.zoneIds
    appPrincipalId: identity.outputs.principalId
    retentionDays: size.telemetryDays
    dailyCapGb: size.telemetryCapGb
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  name: 'host-storage'
  params: {
    location: location
    tags: tags
    name: 'sth${unique}'
    sku: size.hostStorageSku
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneIds: network.outputs.zoneIds
    appPrincipalId: identity.outputs.principalId
  }
}

module documents 'modules/documents-storage.bicep' = {
  name: 'documents-storage'
  params: {
    location: location
    tags: tags
    name: 'std${unique}'
    sku: size.documentsSku
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneIds: network.outputs.zoneIds
    appPrincipalId: identity.outputs.principalId
    softDeleteDays: size.softDeleteDays
    immutableDays: size.immutableDays
    archivesLocked: archivesLocked
  }
}

module scanning 'modules/scanning.bicep' = {
  name: 'scanning'
  params: {
    location: location
    tags: tags
    name: name
    documentsAccountName: documents.outputs.name
    hostAccountName: hostStorage.outputs.name
    capGbPerMonth: size.scanCapGbPerMonth
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    location: location
    tags: tags
    name: '${name}-${unique}'
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneIds: network.outputs.zoneIds
    skuName: size.databaseSku
    skuTier: size.databaseTier
    storageGb: size.databaseStorageGb
    backupDays: size.databaseBackupDays
    geoRedundantBackup: size.databaseGeoBackup
    standbyInOtherZone: size.databaseStandby
    appIdentityName: identity.outputs.name
    ownerPrincipalId: owner.outputs.principalId
    ownerIdentityName: owner.outputs.name
    administratorsGroupId: databaseAdministratorsGroupId
    administratorsGroupName: databaseAdministratorsGroupName
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    location: location
    tags: tags
    name: 'kv-${unique}'
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneIds: network.outputs.zoneIds
    appPrincipalId: identity.outputs.principalId
    hashKey: hashKey
    sendGridApiKey: sendGridApiKey
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableBackend == 'DurableTaskScheduler') {
  name: 'scheduler'
  params: {
    location: location
    tags: tags
    name: '${name}-${unique}'
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneIds: network.outputs.zoneIds
    appPrincipalId: identity.outputs.principalId
    appClientId: identity.outputs.clientId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    location: location
    tags: tags
    name: '${name}-${unique}'
    subnetId: network.outputs.appSubnetId
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    packagesUrl: hostStorage.outputs.packagesUrl
    hostStorageName: hostStorage.outputs.name
    insightsConnectionString: telemetry.outputs.connectionString
    instanceMemoryMb: size.instanceMemoryMb
    maximumInstances: size.maximumInstances
    alwaysReadyInstances: size.alwaysReadyInstances
    publicHost: publicHost
    databaseConnectionString: database.outputs.connectionString
    databaseConnectionsEach: min(12, size.databaseConnections / size.maximumInstances)
    documentsUrl: documents.outputs.blobUrl
    hashKeyUri: vault.outputs.hashKeyUri
    sendGridApiKeyUri: vault.outputs.sendGridApiKeyUri
    protectionKeyUri: vault.outputs.protectionKeyUri
    sendGridWebhookPublicKey: sendGridWebhookPublicKey
    mailFrom: mailFrom
    maximumDocumentBytes: size.maximumDocumentBytes
    entraClientId: entraClientId
    entraTenantId: empty(entraTenantId) ? tenant().tenantId : entraTenantId
    entraLinkByEmail: entraLinkByEmail
    entraGroups: entraGroups
    schedulerConnectionString: scheduler.?outputs.connectionString ?? ''
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    tags: tags
    name: name
    workspaceId: telemetry.outputs.workspaceId
    documentsAccountId: documents.outputs.id
    operatorEmail: operatorEmail
    documentsAlertGb: size.documentsAlertGb
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: { name: name, amount: size.budgetPerMonth, contactEmails: [operatorEmail] }
}

// What migrate.sh and shell.sh need.
output APP_IDENTITY string = identity.outputs.name
output MIGRATION_IDENTITY string = owner.outputs.id
output MIGRATION_CLIENT_ID string = owner.outputs.clientId
output MIGRATION_SUBNET string = network.outputs.migrationSubnetId
output MIGRATION_CONNECTION string = database.outputs.ownerConnectionString
output APP_NAME string = app.outputs.name
output PORTAL_URL string = app.outputs.url
