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

@description('The client id of the app registration that staff sign in with; empty where everybody signs in with codes.')
param entraClientId string

@description('The tenant that staff are in.')
param entraTenantId string

@description('Whether who comes for the first time is who has that address here already.')
param entraLinkByEmail bool

@description('Which groups and application roles give which role: main.bicep has their type.')
param entraGroups array

var publicUrl = 'https://${empty(publicHost) ? '${name}.azurewebsites.net' : publicHost}'

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
  Grants__PublicUrl: '${publicUrl}/'
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

// Only together with App Service Authentication, below: because of these the app believes what that says of a request.
var entraSettings = {
  Grants__Entra__TenantId: entraTenantId
  Grants__Entra__LinkByEmail: string(entraLinkByEmail)
  // Which of the app's identities is shown to Entra ID in place of a client secret.
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
  // People of other tenants are turned away before the app sees them.
  WEBSITE_AUTH_AAD_ALLOWED_TENANTS: entraTenantId
}

// What a group does not say is not set.
var entraGroupSettings = [for (group, index) in entraGroups: union(
  { 'Grants__Entra__Groups__${index}__Id': group.id, 'Grants__Entra__Groups__${index}__Role': group.role },
  empty(group.?country) ? {} : { 'Grants__Entra__Groups__${index}__Country': group.country },
  group.?limitMinor == null ? {} : { 'Grants__Entra__Groups__${index}__LimitMinor': string(group.limitMinor) }
)]

var entraProvider = {
  enabled: true
  registration: {
    clientId: entraClientId
    openIdIssuer: '${environment().authentication.loginEndpoint}${entraTenantId}/v2.0'
    // No secret: the setting of this name says which identity vouches for the app.
    clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
  }
  login: { loginParameters: ['scope=openid profile email'] }
  validation: { allowedAudiences: [entraClientId] }
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
    properties: union(
      settings,
      empty(schedulerConnectionString) ? {} : schedulerSettings,
      empty(entraClientId) ? {} : reduce(entraGroupSettings, entraSettings, (before, group) => union(before, group))
    )
  }

  // App Service Authentication. Partners sign in by e-mail, programs with tokens and SendGrid with its signature, all of them in the app: who is not signed in with
  // Entra ID passes, everywhere. No path is left out: there, nobody would take away a header that claims to come from here.
  resource authentication 'config' = {
    name: 'authsettingsV2'
    dependsOn: [appsettings]
    properties: {
      platform: { enabled: !empty(entraClientId) }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: {
        requireHttps: true
        // Nothing stands before the app: what a browser says in X-Forwarded-Host is not where staff are sent back to.
        forwardProxy: { convention: 'NoProxy' }
      }
      identityProviders: empty(entraClientId) ? {} : { azureActiveDirectory: entraProvider }
      login: {
        // The app asks nothing of Entra ID in anybody's name, so no tokens are kept.
        tokenStore: { enabled: false }
        // Half a working day: as long as this an account that was closed, or a group that was left, still counts; and what somebody types when it ends may be lost.
        cookieExpiration: { convention: 'FixedTime', timeToExpiration: '04:00:00' }
      }
    }
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
