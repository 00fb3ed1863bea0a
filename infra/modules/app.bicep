// The app: Flex Consumption, one package, everything it is told in one place. Every setting here is read, and everything the app reads is set here: a test compares.

param location string
param tags object
param name string
param subnetId string
param identityId string
param identityClientId string
param packagesUrl string
param hostStorageName string
param insightsConnectionString string

@description('Memory of an instance, in MB.')
param instanceMemoryMb int

@description('Instances at most: times connections, they stay below what the database takes.')
param maximumInstances int

@description('Instances that are always ready for web requests; each costs its memory around the clock.')
param alwaysReadyInstances int

@description('What the portal is called by its people; empty for the name that Azure gives.')
param publicHost string

param databaseConnectionString string
param databaseConnectionsEach int
param documentsUrl string
param hashKeyUri string
param sendGridApiKeyUri string
param protectionKeyUri string
param sendGridWebhookPublicKey string
param mailFrom string
param maximumDocumentBytes int

@description('The connection string of the Durable Task Scheduler; empty for Azure Storage.')
param schedulerConnectionString string

var publicUrl = 'https://${empty(publicHost) ? '${name}.azurewebsites.net' : publicHost}/'

// What every deployment has. 'Grants__A__B' is the option A.B of GrantsOptions.
var settings = {
  Grants__Database: 'Postgres'
  Grants__ConnectionString: databaseConnectionString
  Grants__Postgres__EntraToken: 'true'
  Grants__Postgres__MaxConnections: string(databaseConnectionsEach)
  Grants__Postgres__StatementSeconds: '30'
  // An address without a key: the app shows its identity.
  Grants__BlobConnectionString: documentsUrl
  Grants__MaxDocumentBytes: string(maximumDocumentBytes)
  Grants__Scanner__Defender: 'true'
  Grants__SendGridApiKey: '@Microsoft.KeyVault(SecretUri=${sendGridApiKeyUri})'
  Grants__SendGridHost: 'https://api.sendgrid.com'
  Grants__SendGridWebhookPublicKey: sendGridWebhookPublicKey
  Grants__MailFrom: mailFrom
  Grants__PublicUrl: publicUrl
  // The key's address: it wraps what protects cookies and form tokens, and never leaves the vault.
  Grants__ProtectionKey: protectionKeyUri
  Grants__HashKey: '@Microsoft.KeyVault(SecretUri=${hashKeyUri})'
  // Which of the app's identities Azure's own libraries use.
  AZURE_CLIENT_ID: identityClientId
  // The host's storage, opened with the identity.
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

// Over what host.json says of the store of orchestrations.
var schedulerSettings = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: schedulerConnectionString
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // The one door: the portal, the API and SendGrid's events come in here.
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    keyVaultReferenceIdentity: identityId
    clientAffinityEnabled: false
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMb
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [
          { name: 'http', instanceCount: alwaysReadyInstances }
        ]
      }
    }
  }

  resource appsettings 'config' = {
    name: 'appsettings'
    properties: union(settings, empty(schedulerConnectionString) ? {} : schedulerSettings)
  }

  // No passwords for publishing: a deployment signs in with Entra ID.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = app.name
output url string = publicUrl
