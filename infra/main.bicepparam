using 'main.bicep'

// Development and production side by side. Everything that is an agency's own comes from the environment: infra/README.md lists it.
var kind = readEnvironmentVariable('GRANTS_KIND', 'dev')

var sizes = {
  dev: {
    databaseSku: 'Standard_B2s'
    databaseTier: 'Burstable'
    databaseStorageGb: 32
    databaseBackupDays: 7
    databaseGeoBackup: false
    databaseStandby: false
    databaseConnections: 414
    instanceMemoryMb: 2048
    maximumInstances: 40
    alwaysReadyInstances: 0
    documentsSku: 'Standard_LRS'
    hostStorageSku: 'Standard_LRS'
    softDeleteDays: 7
    immutableDays: 1
    maximumDocumentBytes: 25000000
    scanCapGbPerMonth: 10
    documentsAlertGb: 20
    telemetryDays: 30
    telemetryCapGb: 1
    budgetPerMonth: 150
  }
  prod: {
    databaseSku: 'Standard_D2ds_v5'
    databaseTier: 'GeneralPurpose'
    databaseStorageGb: 128
    databaseBackupDays: 35
    databaseGeoBackup: true
    databaseStandby: true
    databaseConnections: 844
    instanceMemoryMb: 2048
    maximumInstances: 59
    alwaysReadyInstances: 1
    documentsSku: 'Standard_GRS'
    hostStorageSku: 'Standard_ZRS'
    softDeleteDays: 7
    immutableDays: 2557
    maximumDocumentBytes: 25000000
    scanCapGbPerMonth: 500
    documentsAlertGb: 1000
    telemetryDays: 90
    telemetryCapGb: 5
    budgetPerMonth: 900
  }
}

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', kind)
param location = readEnvironmentVariable('AZURE_LOCATION', 'southeastasia')
param size = sizes[kind]

param publicHost = readEnvironmentVariable('GRANTS_HOST', '')
param mailFrom = readEnvironmentVariable('GRANTS_MAIL_FROM')
param operatorEmail = readEnvironmentVariable('GRANTS_OPERATOR_EMAIL')
param hashKey = readEnvironmentVariable('GRANTS_HASH_KEY')
param sendGridApiKey = readEnvironmentVariable('GRANTS_SENDGRID_API_KEY')
param sendGridWebhookPublicKey = readEnvironmentVariable('GRANTS_SENDGRID_WEBHOOK_PUBLIC_KEY', '')
param databaseAdministratorsGroupId = readEnvironmentVariable('GRANTS_DATABASE_GROUP_ID', '')
param databaseAdministratorsGroupName = readEnvironmentVariable('GRANTS_DATABASE_GROUP_NAME', '')
param entraClientId = readEnvironmentVariable('GRANTS_ENTRA_CLIENT_ID', '')
param entraTenantId = readEnvironmentVariable('GRANTS_ENTRA_TENANT_ID', '')
param entraLinkByEmail = bool(readEnvironmentVariable('GRANTS_ENTRA_LINK_BY_EMAIL', 'false'))
param entraGroups = json(readEnvironmentVariable('GRANTS_ENTRA_GROUPS', '[]'))
param archivesLocked = bool(readEnvironmentVariable('GRANTS_ARCHIVES_LOCKED', 'false'))
param durableBackend = readEnvironmentVariable('GRANTS_DURABLE_BACKEND', 'AzureStorage')
